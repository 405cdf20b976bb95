package mailbox

import (
	"context"
	"errors"
	"log/slog"
)

// Run reads the mailbox until ctx ends, and then returns nil. Whatever fails on the way is
// logged, counted and tried again; the only error returned is a *ConfigError.
//
// Several may run on one mailbox: one works, and the others stand by until its lease ends.
func Run(ctx context.Context, cfg Config, keeper Keeper) error {
	cfg = cfg.withDefaults()
	if err := cfg.validate(); err != nil {
		return err
	}
	p := &poller{Config: cfg, keeper: keeper, troubles: troubles{}}
	if cfg.Server.TLS == TLSNone {
		p.Log.Warn("mailbox: the connection is not protected; passwords and mail can be read on the way")
	}
	var failures, refusals int
	for {
		p.healthy = false
		err := p.session(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if p.healthy {
			failures, refusals = 0, 0
		}
		kind := KindOf(err)
		p.Metrics.failed(kind)
		var backoff Backoff
		var n int
		switch kind {
		case KindLogin, KindToken:
			refusals++
			backoff, n = p.LoginBackoff, refusals
		default:
			failures++
			backoff, n = p.Backoff, failures
		}
		wait := backoff.after(n, p.Jitter())
		p.Log.Error("mailbox: cannot go on, trying again later",
			slog.String("kind", string(kind)), slog.Any("error", err),
			slog.Int("failures", n), slog.Duration("wait", wait))
		if p.Sleep(ctx, wait) != nil {
			return nil
		}
	}
}

// poller is what outlives a connection.
type poller struct {
	Config
	keeper Keeper
	// troubles remembers which messages made the last tries fail.
	troubles troubles
	// uidValidity is the inbox's at the last look; zero before the first.
	uidValidity uint32
	// storeFailures counts the keeper's failures in a row.
	storeFailures int
	// healthy says that the session read the inbox to its end at least once.
	healthy bool
}

// session is one lease, which ends with its connection: where this poller cannot go on, another may.
// It ends with an error, always.
func (p *poller) session(ctx context.Context) error {
	lease, err := p.awaitLease(ctx)
	if err != nil {
		return err
	}
	defer lease.End()
	ctx, end := during(ctx, lease)
	defer end()
	err = p.connected(ctx, lease)
	if cause := context.Cause(ctx); errors.Is(cause, errLeaseLost) {
		return cause
	}
	return err
}

// connected is one connection's life.
func (p *poller) connected(ctx context.Context, lease Lease) error {
	conn, err := Connect(ctx, p.Server)
	if err != nil {
		return err
	}
	defer conn.Close()
	p.Metrics.signedIn(conn.tokenExpires)
	defer p.Metrics.disconnected()
	s := &session{poller: p, Connection: conn, lease: lease}
	if err := s.prepareFolders(ctx); err != nil {
		return err
	}
	p.Log.Info("mailbox: signed in", slog.String("tls", string(p.Server.TLS)),
		slog.Bool("idle", s.canIdle()), slog.Bool("move", s.canMove()))
	for {
		if err := s.look(ctx); err != nil {
			return err
		}
		p.healthy = true
		if err := s.wait(ctx); err != nil {
			return err
		}
	}
}

// session is the poller on one connection.
type session struct {
	*poller
	*Connection
	lease Lease
	// folders are the folders' full names on this server.
	folders map[Folder]string
	// idleRefused says that the server advertised IDLE and would not do it.
	idleRefused bool
	// outpaced says that somebody took messages away while they were to be moved.
	outpaced bool
}
