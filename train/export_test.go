package train

// ParseConfig and ParseRows parse the content of config.json and of metrics.jsonl.
var (
	ParseConfig = parseConfig
	ParseRows   = parseRows
)
