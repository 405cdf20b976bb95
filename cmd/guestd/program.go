package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/jmoiron/sqlx"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/riverqueue/river"
	"golang.org/x/sync/errgroup"

	"github.com/guestd/guestd/graph"
	"github.com/guestd/guestd/intake"
	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/ledger"
	"github.com/guestd/guestd/intake/mailbox"
	"github.com/guestd/guestd/intake/trust"
	"github.com/guestd/guestd/internal/clock"
	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/mail/delivery"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/queue"
	"github.com/guestd/guestd/internal/signin"
	"github.com/guestd/guestd/scheduler"
	"github.com/guestd/guestd/web/graphiql"
	"github.com/guestd/guestd/web/pages"
)

// jobTimeout ends a job that hangs, and with half of it more is how long a job whose process died
// waits to be taken up by another.
const jobTimeout = time.Minute

// surroundings is what a program finds itself in, which the demo arranges otherwise than
// production does.
type surroundings struct {
	clock   clock.Clock
	keys    oidc.KeySet // the token issuer's
	log     *slog.Logger
	narrate func(intake.Story)
	// extra adds handlers of its own, such as the demo's control of the clock.
	extra func(*http.ServeMux, *program)
	// alone: no other process works on the database, so that jobs of one that died are taken up
	// at once.
	alone bool
}

// program is the parts of guestd in this process, built from the bottom up.
type program struct {
	settings *settings
	surroundings

	db      *sqlx.DB
	guests  *guest.Service
	jobs    *queue.Jobs
	metrics *prometheus.Registry
	changes *postgres.Changes
	sweeper *scheduler.Sweeper
	sender  *delivery.Sender
	engine  *scheduler.Engine
	handler *intake.Handler
	ledger  *ledger.Ledger
	// mailbox are the poller's metrics: there to be watched before it has begun.
	mailbox *mailbox.Metrics
	mux     http.Handler
	ready   atomic.Bool
}

// build makes every part and starts none.
func build(ctx context.Context, s *settings, around surroundings) (p *program, err error) {
	p = &program{settings: s, surroundings: around, metrics: prometheus.NewRegistry(), changes: postgres.NewChanges(around.log)}
	p.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if p.db, err = postgres.Open(ctx, s.Database, s.DatabaseConns); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = p.db.Close()
		}
	}()
	if p.jobs, err = queue.NewJobs(p.db); err != nil {
		return nil, err
	}
	secret, err := s.secret()
	if err != nil {
		return nil, fmt.Errorf("--secret: %w", err)
	}
	tokens, err := s.tokenKeys()
	if err != nil {
		return nil, err
	}
	p.guests, err = guest.New(guest.Config{DB: p.db, Clock: p.clock, Jobs: p.jobs, Policy: s.policy(), Secret: secret, Tokens: tokens, Log: p.log})
	if err != nil {
		return nil, err
	}
	internal := signin.NewInternal()
	apiHandler, err := p.buildAPI(internal)
	if err != nil {
		return nil, err
	}
	workers := river.NewWorkers()
	queues := map[string]int{}
	if s.runs("intake") || s.runs("api") { // the API's pages take confirmations for the bot
		p.buildIntake(apiHandler, internal)
	}
	if s.runs("intake") {
		river.AddWorker(workers, p.handler)
		queues[queue.Intake] = 2
	}
	if p.mux, err = p.buildMux(apiHandler); err != nil {
		return nil, err
	}
	if err := p.buildScheduler(workers, queues); err != nil {
		return nil, err
	}
	p.engine, err = scheduler.NewEngine(scheduler.EngineConfig{DB: p.db, Workers: workers, Queues: queues, SweepEvery: s.Sweep, PollEvery: s.Poll, JobTimeout: jobTimeout,
		Log: slog.New(atLeast{slog.LevelWarn, p.log.Handler()})})
	return p, err
}

func (p *program) buildAPI(internal *signin.Internal) (http.Handler, error) {
	if !p.settings.runs("api") {
		return nil, nil // the bot, if it runs here, calls an API elsewhere
	}
	who, err := signin.New(signin.Config{Issuer: p.settings.OIDCIssuer, Keys: p.keys, Audience: p.settings.Audience, RolesClaim: p.settings.RolesClaim,
		Now: time.Now, People: p.guests, Internal: internal, Log: p.log})
	if err != nil {
		return nil, err
	}
	return graph.NewHandler(graph.Config{Service: p.guests, Changes: p.changes, Authenticator: who, Log: p.log, Registerer: p.metrics, Now: time.Now})
}

func (p *program) buildIntake(apiHandler http.Handler, internal *signin.Internal) {
	dialer := api.Over(p.settings.APIURL, p.settings.APIToken, &http.Client{Timeout: 30 * time.Second})
	if apiHandler != nil {
		dialer = api.Within(apiHandler, "/graphql", internal.Authorize)
	}
	policy := p.guests.Policy()
	tokens, _ := p.settings.tokenKeys() // read before without error
	p.ledger = ledger.New(p.db, p.jobs, p.clock)
	p.mailbox = mailbox.NewMetrics(p.metrics)
	p.metrics.MustRegister(p.ledger.Metrics(), intake.NewBacklog(p.db, p.log))
	p.handler = intake.NewHandler(intake.Config{
		DB: p.db, Clock: p.clock, API: dialer, Outbox: p.guests.Outbox(), Tokens: tokens,
		Trust:   p.settings.trust(),
		Witness: &intake.Witness{DKIM: trust.DKIM(p.settings.DKIM), LookupTXT: net.DefaultResolver.LookupTXT},
		Limits:  intake.Limits{AnswersPerDay: p.settings.AnswersPerDay, ConfirmationsPerDay: p.settings.ConfirmationsPerDay, AnswersPerHour: p.settings.AnswersPerHour},
		Mailbox: policy.RequestEmail, AcademicAffairs: policy.AcademicAffairsEmail, PublicURL: policy.PublicURL,
		Links: notice.Links{HSRPortal: policy.HSRPortalURL, ServiceDesk: policy.ServiceDeskEmail},
		Log:   p.log, Metrics: p.metrics, Narrate: p.narrate, At: p.crashPoint(),
	})
}

func (p *program) buildScheduler(workers *river.Workers, queues map[string]int) error {
	// Every process can be the one that inserts the periodic sweep, so each knows the job; only
	// those that work its queue run it.
	p.sweeper = scheduler.NewSweeper(p.guests, p.clock, p.log, p.metrics, p.crashPoint())
	river.AddWorker(workers, p.sweeper)
	if !p.settings.runs("scheduler") {
		return nil
	}
	sender, err := delivery.New(p.settings.smtp())
	if err != nil {
		return err
	}
	p.sender = sender
	river.AddWorker(workers, scheduler.NewDeliverer(p.guests.Outbox(), sender, p.settings.RequestEmail, p.log, p.metrics, p.crashPoint()))
	queues[queue.Mail], queues[queue.Sweeps] = 4, 1
	return nil
}

func (p *program) buildMux(apiHandler http.Handler) (http.Handler, error) {
	mux := http.NewServeMux()
	if apiHandler != nil {
		mux.Handle("/graphql", apiHandler)
		mux.Handle("/graphiql/", http.StripPrefix("/graphiql", graphiql.Handler("/graphql")))
		mux.Handle("GET /graphiql", http.RedirectHandler("/graphiql/", http.StatusMovedPermanently))
		handler, err := pages.Handler(pages.Config{Activator: p.guests, Confirmer: confirmer{p.handler, p.jobs}, RequestEmail: p.settings.RequestEmail, GraphiQL: true, Log: p.log})
		if err != nil {
			return nil, err
		}
		mux.Handle("/", handler)
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok\n")) })
	mux.HandleFunc("GET /readyz", p.readiness)
	mux.Handle("GET /metrics", promhttp.HandlerFor(p.metrics, promhttp.HandlerOpts{}))
	if p.extra != nil {
		p.extra(mux, p)
	}
	return mux, nil
}

func (p *program) readiness(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	if !p.ready.Load() {
		http.Error(w, "starting", http.StatusServiceUnavailable)
		return
	}
	if err := p.db.PingContext(ctx); err != nil {
		http.Error(w, "the database does not answer", http.StatusServiceUnavailable)
		return
	}
	_, _ = w.Write([]byte("ready\n"))
}

// run runs every part until ctx ends, then stops them in order: what brings work in first, then
// what does it, the database last. started is called once all run.
func (p *program) run(ctx context.Context, listener net.Listener, started func() error) error {
	defer func() { _ = p.db.Close() }()
	if p.alone {
		if err := scheduler.ReleaseOrphans(ctx, p.db); err != nil {
			return err
		}
	}
	group, ctx := errgroup.WithContext(ctx)
	listening := make(chan struct{})
	group.Go(func() error { return p.changes.Run(ctx, p.settings.Database, listening) })
	// Jobs outlive ctx until Stop lets them finish.
	if err := p.engine.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	server := &http.Server{Handler: p.mux, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, BaseContext: func(net.Listener) context.Context { return ctx }}
	group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("http: %w", err)
		}
		return nil
	})
	if p.settings.runs("intake") {
		group.Go(func() error { return p.poll(ctx) })
	}
	group.Go(func() error {
		select {
		case <-listening:
		case <-ctx.Done():
			return nil
		}
		p.ready.Store(true)
		if started == nil {
			return nil
		}
		return started()
	})
	group.Go(func() error {
		<-ctx.Done()
		p.ready.Store(false)
		err := within(2*time.Second, server.Shutdown)
		if errors.Is(err, context.DeadlineExceeded) {
			err = server.Close() // subscriptions stay open for as long as they are let
		}
		err = errors.Join(err, within(3*time.Second, p.engine.Stop))
		if p.sender != nil {
			err = errors.Join(err, p.sender.Close())
		}
		return err
	})
	if err := group.Wait(); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// poll brings mail in from the mailbox, through every failure of its server.
func (p *program) poll(ctx context.Context) error {
	cfg := p.settings.mailbox()
	cfg.Log, cfg.Metrics = p.log, p.mailbox
	if at := p.crashPoint(); at != nil {
		cfg.At = func(point mailbox.Point) { at("mailbox." + string(point)) }
	}
	return mailbox.Run(ctx, cfg, p.ledger)
}

// crashPoint is what tests end this process with, nil outside them.
func (p *program) crashPoint() func(string) {
	if p.settings.CrashAt == "" {
		return nil
	}
	return func(point string) {
		if point == p.settings.CrashAt {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // nothing after this point happens
		}
	}
}

// confirmer shows the bot's confirmations on pages.
type confirmer struct {
	handler *intake.Handler
	jobs    *queue.Jobs
}

func (c confirmer) Unconfirmed(ctx context.Context, token string) (pages.Unconfirmed, error) {
	u, err := c.handler.Unconfirmed(ctx, token)
	shown := pages.Unconfirmed{Subject: u.Subject, WrittenBy: u.WrittenBy}
	for _, l := range u.Lines {
		shown.Lines = append(shown.Lines, pages.Line{Label: l.Label, Value: l.Value})
	}
	return shown, shownError(err)
}

func (c confirmer) Confirm(ctx context.Context, token string) error {
	return shownError(c.handler.Confirm(ctx, token, c.jobs))
}

func shownError(err error) error {
	var e intake.ConfirmError
	if errors.As(err, &e) {
		return pages.ShownError{Text: e.Text}
	}
	return err
}

// atLeast passes log lines on from a level up: the job engine tells more than anybody reads.
type atLeast struct {
	level slog.Level
	slog.Handler
}

func (h atLeast) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= h.level && h.Handler.Enabled(ctx, l)
}
