// Command guestd runs sponsored guest accounts: the API, the intake bot and the scheduler.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"
	kongyaml "github.com/alecthomas/kong-yaml"
)

// cli is guestd's commands; each stands in a file of its own.
type cli struct {
	Config kong.ConfigFlag `help:"YAML file with settings, by the flags' names." placeholder:"FILE" env:"GUESTD_CONFIG"`

	Demo      demoCommand      `cmd:"" help:"Try guestd: everything in one process, with sample people and mail."`
	Token     tokenCommand     `cmd:"" help:"Print a bearer token for a person of the running demo."`
	Serve     serveCommand     `cmd:"" help:"Run the API, the intake bot and the scheduler, or some of them."`
	Migrate   migrateCommand   `cmd:"" help:"Bring the database to this program's schema."`
	Import    importCommand    `cmd:"" help:"Import the directory's people, or Harvard Sponsored Roles, from CSV."`
	Mailcheck mailcheckCommand `cmd:"" help:"Send forged mail through the configured servers, and fail if the bot would believe it."`
	Inbound   inboundCommand   `cmd:"" help:"See what became of emails that came in, and settle those in quarantine."`
	Explain   explainCommand   `cmd:"" help:"Show how the bot understands an email, without a database or network."`
	Show      configCommand    `cmd:"" name:"config" help:"Print the settings in force, secrets hidden."`
	Version   versionCommand   `cmd:"" help:"Print the version."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	parser, err := newParser(ctx)
	if err != nil {
		panic(err) // the tags above are wrong; a test parses them
	}
	command, err := parser.Parse(os.Args[1:])
	parser.FatalIfErrorf(err)
	if err := command.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "guestd:", err)
		os.Exit(1)
	}
}

// newParser reads the command line; its commands run under ctx.
func newParser(ctx context.Context, more ...kong.Option) (*kong.Kong, error) {
	return kong.New(&cli{}, append([]kong.Option{
		kong.Name("guestd"),
		kong.Description("Sponsored guest accounts of Harvard Medical School: a GraphQL API, a bot that reads request emails, and a scheduler.\n\nStart with: guestd demo"),
		kong.PostBuild(nameInEnvironment),
		kong.Configuration(settingsFile),
		kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
	}, more...)...)
}

// nameInEnvironment has every flag be read from GUESTD_ and its name in capitals. kong's own names
// part words at digits too: GUESTD_OAUTH_2_SCOPE.
func nameInEnvironment(k *kong.Kong) error {
	return kong.Visit(k.Model, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok && flag.Name != "help" && len(flag.Envs) == 0 {
			flag.Envs = []string{"GUESTD_" + strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))}
			flag.Tag.Envs = flag.Envs
		}
		return next(nil)
	})
}

// settingsFile reads settings from YAML: by the flags' names, or below a command's name for that
// command alone. kong would have it win over the environment, which is the wrong way round.
func settingsFile(r io.Reader) (kong.Resolver, error) {
	file, err := kongyaml.Loader(r)
	if err != nil {
		return nil, err
	}
	return kong.ResolverFunc(func(c *kong.Context, parent *kong.Path, flag *kong.Flag) (any, error) {
		for _, name := range flag.Envs {
			if _, set := os.LookupEnv(name); set {
				return nil, nil
			}
		}
		if value, err := file.Resolve(c, parent, flag); value != nil || err != nil {
			return value, err
		}
		return file.Resolve(c, &kong.Path{App: c.Model}, flag)
	}), nil
}

func newLog(level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: l}))
}
