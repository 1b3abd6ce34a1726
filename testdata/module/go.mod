module example.com/codes

go 1.26.0

require vae v0.0.0

replace vae => ../..
