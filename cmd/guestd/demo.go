package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/guestd/guestd/intake"
	"github.com/guestd/guestd/intake/trust"
	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/demo"
	"github.com/guestd/guestd/internal/demo/mailserver"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/mail/delivery"
	"github.com/guestd/guestd/internal/pgrun"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/queue"
	"github.com/guestd/guestd/internal/signin/issuer"
)

// issuerName is who signs the demo's tokens; its keys are not asked for over the network.
const issuerName = "https://issuer.guestd.demo"

// databaseName is the demo's database.
const databaseName = "guestd"

type demoCommand struct {
	Start  demoStart  `cmd:"" default:"withargs" help:"Start the demo (what guestd demo alone does)."`
	Clock  demoClock  `cmd:"" help:"Move the running demo's clock forward, day by day through all that falls due."`
	People demoPeople `cmd:"" help:"List the sample people."`
}

// dataFlag names the demo's data folder.
type dataFlag struct {
	Data string `help:"The demo's data folder." default:"guestd-data" placeholder:"DIR"`
}

func (d dataFlag) dir() (demo.Dir, error) {
	path, err := filepath.Abs(d.Data)
	return demo.Dir(path), err
}

type demoStart struct {
	dataFlag `embed:""`
	HTTP     string `help:"Address of the API and the pages; port 0 picks one." default:"127.0.0.1:8080"`
	SMTP     string `help:"Address of the mail server for sending; port 0 picks one." default:"127.0.0.1:2525"`
	IMAP     string `help:"Address of the mail server for reading; port 0 picks one." default:"127.0.0.1:1143"`
	Empty    bool   `help:"Begin with the directory and the roles, and without guests, accounts or mail."`
	Now      string `help:"Begin at this instant (RFC 3339) instead of now." placeholder:"RFC3339"`
	LogLevel string `help:"Least level to log: debug, info, warn, error." enum:"debug,info,warn,error" default:"warn"`
	CrashAt  string `hidden:"" help:"For tests: end the process by SIGKILL at this point."`
}

// Run starts everything that guestd needs, and guestd, and stops it all when it is told to.
func (c *demoStart) Run(ctx context.Context) (err error) {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	if err := dir.Make(); err != nil {
		return err
	}
	release, err := dir.Hold()
	if err != nil {
		return err
	}
	defer release()
	// A demo that was killed left its addresses behind.
	if err := dir.Retract(); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	now, err := c.begin(dir)
	if err != nil {
		return err
	}
	log := newLog(c.LogLevel)
	adjustable := clock.NewAdjustable(now)
	secrets, err := dir.Secrets()
	if err != nil {
		return err
	}

	server, err := pgrun.Start(ctx, pgrun.Config{DataDir: dir.Path("postgres"), Log: log, Durable: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, within(3*time.Second, server.Stop)) }()
	if dir.HalfBegun() {
		if err := clearAway(ctx, server, dir); err != nil {
			return err
		}
	}
	app, err := prepareDatabase(ctx, server)
	if err != nil {
		return err
	}

	mails, err := mailserver.Start(ctx, mailserver.Config{DataDir: string(dir), SMTPAddr: c.SMTP, IMAPAddr: c.IMAP, AuthServID: "mx.hms.harvard.edu", Clock: adjustable, Log: log})
	if err != nil {
		return fmt.Errorf("%w (is another demo running? --smtp and --imap choose other ports, 0 picks free ones)", err)
	}
	defer func() { err = errors.Join(err, within(time.Second, mails.Close)) }()

	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.HTTP)
	if err != nil {
		return fmt.Errorf("%w (--http chooses another address, port 0 picks a free one)", err)
	}
	at := demo.Addresses{HTTP: listener.Addr().String(), SMTP: mails.SMTPAddr().String(), IMAP: mails.IMAPAddr().String(), DSN: app}
	settings := c.settings(at, secrets)

	tokens, err := issuer.Open(string(dir), issuerName, time.Now)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	control := &clockControl{secret: secrets.Control, dir: dir, clock: adjustable}
	stories := newNarrator(os.Stdout)
	p, err := build(ctx, settings, surroundings{clock: adjustable, keys: tokens.Keys(), log: log, narrate: stories.tell, extra: control.mount, alone: true})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	fresh, err := c.seed(ctx, p, dir, at, now)
	if err != nil {
		return errors.Join(err, listener.Close(), p.db.Close())
	}
	// Before /readyz answers, so that who waited for that finds it.
	if err := dir.Publish(at); err != nil {
		return errors.Join(err, listener.Close(), p.db.Close())
	}
	defer func() { _ = dir.Retract() }()
	return p.run(ctx, listener, func() error {
		printWelcome(os.Stdout, dir, at, adjustable.Now(), c.Empty)
		if !fresh {
			return nil
		}
		if !c.Empty {
			if err := sendSamples(ctx, at, adjustable, settings.RequestEmail); err != nil {
				return err
			}
		}
		return dir.Begun()
	})
}

// begin is the instant at which the demo's clock starts.
func (c *demoStart) begin(dir demo.Dir) (time.Time, error) {
	if c.Now == "" {
		return dir.Now()
	}
	now, err := time.Parse(time.RFC3339, c.Now)
	if err != nil {
		return now, fmt.Errorf("--now: %q is not an instant like 2027-01-31T09:00:00-05:00", c.Now)
	}
	return now, dir.SaveNow(now)
}

// settings are production's, with what the demo has in their place.
func (c *demoStart) settings(at demo.Addresses, secrets demo.Secrets) *settings {
	p := guest.DefaultPolicy()
	return &settings{
		Database: at.DSN, DatabaseConns: 16, HTTP: at.HTTP, PublicURL: "http://" + at.HTTP, OIDCIssuer: issuerName, Audience: "guestd", RolesClaim: "roles",
		Secret: secrets.Secret, TokenKey: secrets.TokenKey,
		RequestEmail: p.RequestEmail, AcademicAffairsEmail: p.AcademicAffairsEmail, ServiceDeskEmail: p.ServiceDeskEmail, HSRPortalURL: p.HSRPortalURL, ReminderHour: p.ReminderHour,
		IMAP: at.IMAP, IMAPTLS: "none", IMAPUser: p.RequestEmail, IMAPPassword: demo.Password, AuthServID: "mx.hms.harvard.edu",
		DKIM: string(trust.IgnoreDKIM), // the demo's mail is signed by nobody, and its machine may have no DNS
		SMTP: at.SMTP, SMTPTLS: "none", SMTPUser: p.RequestEmail, SMTPPassword: demo.Password,
		LogLevel: c.LogLevel, Sweep: time.Minute, Poll: 50 * time.Millisecond, CrashAt: c.CrashAt,
	}
}

// prepareDatabase makes the database and brings it up to date, and answers with how the program
// connects to it.
func prepareDatabase(ctx context.Context, server *pgrun.Server) (dsn string, err error) {
	if err := server.EnsureDatabase(ctx, databaseName); err != nil {
		return "", err
	}
	if err := postgres.Migrate(ctx, server.DSN(databaseName)); err != nil {
		return "", err
	}
	return server.LoginDSN(ctx, "guestd", postgres.AppRole, databaseName)
}

// clearAway removes what a demo left that was killed while it was filled with sample data.
func clearAway(ctx context.Context, server *pgrun.Server, dir demo.Dir) error {
	db, err := sqlx.ConnectContext(ctx, "postgres", server.DSN("postgres"))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `DROP DATABASE IF EXISTS `+databaseName+` WITH (FORCE)`)
	if err := errors.Join(err, db.Close(), os.RemoveAll(dir.Path("mail"))); err != nil {
		return fmt.Errorf("clearing away a demo that was killed as it began: %w", err)
	}
	return nil
}

// seed fills an empty database with sample data. fresh reports that it was empty.
func (c *demoStart) seed(ctx context.Context, p *program, dir demo.Dir, at demo.Addresses, now time.Time) (fresh bool, err error) {
	var people int
	if err := p.db.GetContext(ctx, &people, `SELECT count(*) FROM sponsors`); err != nil || people > 0 {
		return false, err
	}
	if err := dir.Begin(); err != nil {
		return false, err
	}
	jobs, err := queue.NewJobs(p.db)
	if err != nil {
		return false, err
	}
	secret, err := p.settings.secret()
	if err != nil {
		return false, err
	}
	tokens, err := p.settings.tokenKeys()
	if err != nil {
		return false, err
	}
	past := clock.NewFixed(now)
	service, err := guest.New(guest.Config{DB: p.db, Clock: past, Jobs: jobs, Policy: p.settings.policy(), Secret: secret, Tokens: tokens, Log: p.log})
	if err != nil {
		return false, err
	}
	sender, err := delivery.New(delivery.Config{Addr: at.SMTP, Security: delivery.None, InsecureAuth: true, Auth: delivery.Password(p.settings.RequestEmail, demo.Password)})
	if err != nil {
		return false, err
	}
	defer func() { _ = sender.Close() }()
	return true, demo.Seed(ctx, service, past, calendar.On(now), c.Empty, demo.SendTo(sender, p.settings.RequestEmail))
}

func sendSamples(ctx context.Context, at demo.Addresses, c clock.Clock, to string) error {
	fmt.Printf("\nFive request emails arrive:\n")
	for _, e := range demo.Emails(calendar.On(c.Now())) {
		if err := demo.Post(ctx, at.SMTP, to, e, c.Now()); err != nil {
			return err
		}
	}
	return nil
}

// within bounds a stop that must not hang.
func within(d time.Duration, stop func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	return stop(ctx)
}

// narrator prints a line for each email that the bot handled.
type narrator struct{ stories chan string }

func newNarrator(out *os.File) *narrator {
	n := &narrator{stories: make(chan string, 64)}
	go func() {
		for line := range n.stories {
			_, _ = fmt.Fprintln(out, line)
		}
	}()
	return n
}

func (n *narrator) tell(s intake.Story) {
	line := fmt.Sprintf("  ✉ %s, “%s”: understood as %s → %s. %s", s.From, s.Subject, s.Understood, s.Outcome, s.Because)
	select {
	case n.stories <- line:
	default: // nobody reads the console: mail goes on
	}
}
