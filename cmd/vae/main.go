// Command vae trains variational autoencoders, samples from them and encodes images with them.
//
// Run vae --help for the list of commands; each has a file of its own here.
package main

import (
	"errors"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"vae/internal/ranks"
	"vae/train"
)

type commands struct {
	DataDir string `help:"Folder with a folder for each named data set." env:"VAE_DATA" placeholder:"DIR" type:"path"`

	Train       trainCmd       `cmd:"" help:"Train a model."`
	Sample      sampleCmd      `cmd:"" help:"Draw new images from the prior."`
	Encode      encodeCmd      `cmd:"" help:"Turn images into latent codes."`
	Decode      decodeCmd      `cmd:"" help:"Turn latent codes into images."`
	Reconstruct reconstructCmd `cmd:"" help:"Show images above their reconstructions."`
	Interpolate interpolateCmd `cmd:"" help:"Decode the codes between two images or two prior draws."`
	Prior       priorCmd       `cmd:"" help:"Fit p(z) to the codes of a trained model."`
	Evaluate    evaluateCmd    `cmd:"" help:"Measure models: −ELBO, log p(x), active units."`
	Report      reportCmd      `cmd:"" help:"Write a page about a run: curves, images, figures, settings."`
	Scores      scoresCmd      `cmd:"" help:"Score every image, and show the least likely."`
	Map         mapCmd         `cmd:"" help:"Draw where codes are, and what is decoded there."`
	Traverse    traverseCmd    `cmd:"" help:"Decode along each dimension of the code."`
	Merge       mergeCmd       `cmd:"" help:"Join the pieces of encode, scores or evaluate --shard."`
	Plot        plotCmd        `cmd:"" help:"Draw −ELBO, reconstruction and KL of runs, epoch by epoch."`
	Explore     exploreCmd     `cmd:"" help:"Explore the latent space in a web browser."`
	Serve       serveCmd       `cmd:"" help:"Answer other programs over HTTP: encode, decode, scores."`
	Export      exportCmd      `cmd:"" help:"Hand a model over to other programs."`
	Import      importCmd      `cmd:"" help:"Make a run of a model that another program has trained."`
	Divergence  divergenceCmd  `cmd:"" help:"Compare fits by reverse and forward KL."`
	Runs        runsCmd        `cmd:"" help:"List runs, with the settings in which they differ."`
	Info        infoCmd        `cmd:"" help:"Show what a run or checkpoint contains."`
	Verify      verifyCmd      `cmd:"" help:"Check the digest of every checkpoint of a run."`
	Data        dataCmd        `cmd:"" help:"List, fetch and show data sets."`
	Bench       benchCmd       `cmd:"" help:"Measure how fast this machine trains."`
	Selfcheck   selfcheckCmd   `cmd:"" help:"Check the mathematics on this machine."`
	Ranks       ranksCmd       `cmd:"" help:"Check that the processes of mpirun or srun reach each other."`
	Completion  completionCmd  `cmd:"" help:"Print the script that completes command lines in a shell."`
	Man         manCmd         `cmd:"" help:"Write the pages of the manual."`
	Help        helpCmd        `cmd:"" help:"Show help on a command or topic."`
	Version     versionCmd     `cmd:"" help:"Print the version."`
}

// app is what every command is given.
type app struct {
	stdout  *results
	stderr  io.Writer
	args    []string // of the command line, without the name of the program
	command string   // its name
	dataDir string
	flags   map[any]string // names of the flags and arguments that the user gave, by the fields that they are read into
	chosen  string         // the run that was taken where the user named none
	written []string       // paths of the results
	inJSON  bool           // stdout is one JSON value, which holds these paths
	world   *ranks.World   // the processes among which a command shares out its work

	released bool // the other ranks have been let go, whatever this one's exit code

	peers   *train.Peers // the ranks that share the images of a command, nil: none
	piece   *piece       // to which results of images go, nil: to none
	pieces  *pieces      // from which they come, nil: they are computed
	merging *mergeCmd    // the flags of merge then
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// run executes one command line and returns the exit code.
func run(args []string, stdout, stderr io.Writer) (code int) {
	out := &results{w: stdout}
	a := &app{stdout: out, stderr: stderr, world: ranks.Alone()}
	defer func() { a.leave(code) }()
	defer func() {
		if r := recover(); r != nil {
			fprintf(stderr, "vae: internal error, please report it: %v\n", r)
			code = exitFailed
		}
	}()
	err := a.execute(args)
	if out.err != nil {
		err = out.err
	}
	if err == nil {
		return exitDone
	}
	printError(stderr, err)
	return exitCode(err)
}

func newParser(cli *commands, stdout, stderr io.Writer, options ...kong.Option) (*kong.Kong, error) {
	cli.Train.addOptions()
	cli.Export.addOptions()
	return kong.New(cli, append(options,
		kong.Name("vae"),
		kong.Description("Trains variational autoencoders, samples from them and encodes images with them."),
		kong.Writers(stdout, stderr),
		kong.Help(printHelp),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.WithHyphenPrefixedParameters(true), // --lr -1 is a wrong rate, not a flag
		kong.KindMapper(reflect.String, kong.MapperFunc(takeText)),
		choices(),
	)...)
}

// execute runs the command of a line.
func (a *app) execute(args []string) error {
	var cli commands
	helped := false
	parser, err := newParser(&cli, a.stdout, a.stderr, kong.Exit(func(int) { helped = true }))
	if err != nil {
		return err
	}
	switch {
	case len(args) == 0:
		args = []string{"--help"}
	case args[0] == "--version":
		args[0] = "version"
	}
	line, err := parser.Parse(args)
	if helped {
		return nil
	}
	if err != nil {
		return parseError(err)
	}
	a.args, a.dataDir, a.flags = args, cli.DataDir, map[any]string{}
	for _, part := range line.Path {
		switch {
		case part.Flag != nil:
			a.flags[part.Flag.Target.Addr().Interface()] = "--" + part.Flag.Name
		case part.Positional != nil:
			a.flags[part.Positional.Target.Addr().Interface()] = strings.ToUpper(part.Positional.Name)
		}
	}
	if _, err := os.Stat(a.dataDir); isDisk(err) {
		return err
	} else if a.dataDir != "" && err != nil && line.Command() != "data fetch <name>" {
		return usagef("there is no folder %s, which --data-dir or $VAE_DATA names", a.dataDir)
	}
	return a.run(line)
}

// run runs the command of the line, once it has joined the other ranks. Ranks other than 0 follow
// that, if the command has them do something else.
func (a *app) run(line *kong.Context) error {
	command := line.Selected().Target.Addr().Interface()
	a.command = line.Selected().Name
	if a.merging != nil {
		if err := a.merging.take(a, command); err != nil {
			return err
		}
	} else if c, ok := command.(interface{ join(*app) error }); ok {
		if err := c.join(a); err != nil {
			return err
		}
	}
	if c, ok := command.(interface{ follow(*app) error }); ok && a.world.Rank() > 0 {
		return c.follow(a)
	}
	return a.ofRank(a.perform(line, command))
}

// perform runs a command, once its flags are checked and its cores are set.
func (a *app) perform(line *kong.Context, command any) error {
	if c, ok := command.(interface{ check(*app) error }); ok {
		if err := c.check(a); err != nil {
			return err
		}
	}
	if c, ok := command.(interface{ use() error }); ok {
		if err := c.use(); err != nil {
			return err
		}
	}
	return line.Run(a)
}

// takeText takes an argument as it is: names of files need not be UTF-8, to which kong converts
// them.
func takeText(line *kong.DecodeContext, target reflect.Value) error {
	token, err := line.Scan.PopValue("string")
	if err != nil {
		return err
	}
	text, ok := token.Value.(string)
	if !ok {
		return errors.New("expected a value")
	}
	target.SetString(text)
	return nil
}

// gave reports whether the user gave the flag or argument that is read into the field.
func (a *app) gave(field any) bool { return a.flags[field] != "" }

// results is stdout. It keeps the first error, so that a lost result is reported.
type results struct {
	w   io.Writer
	err error
}

func (r *results) Write(p []byte) (int, error) {
	n, err := r.w.Write(p)
	if err != nil && r.err == nil {
		r.err = err
	}
	return n, err
}

func (a *app) printf(format string, args ...any) { fprintf(a.stdout, format, args...) }

func (a *app) tell(format string, args ...any) { fprintf(a.stderr, format+"\n", args...) }

// wrote prints the path of a result, and its run if the user named none. If a result itself goes to
// stdout, the paths of others go to stderr.
func (a *app) wrote(path string) {
	if len(a.written) == 0 && a.chosen != "" {
		a.tell("vae: from %s", a.chosen)
	}
	a.written = append(a.written, path)
	onStdout := func(path string) bool { return path == "-" || isDevice(path) }
	switch {
	case a.inJSON || onStdout(path):
	case slices.ContainsFunc(a.written, onStdout):
		a.tell("%s", path)
	default:
		a.printf("%s\n", path)
	}
}
