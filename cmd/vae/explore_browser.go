package main

import (
	"os"
	"os/exec"
	"runtime"
)

// openBrowser opens an address in the user's browser, if there is one to open it in: without one
// the address that was printed has to do.
func openBrowser(address string) {
	name, args := "xdg-open", []string{address}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	default:
		if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
			return // xdg-open would start a browser in the terminal
		}
	}
	if command := exec.Command(name, args...); command.Start() == nil {
		go command.Wait()
	}
}
