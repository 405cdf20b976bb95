package mailbox

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

var errClosed = errors.New("the server ended the connection")

func (s *session) canIdle() bool {
	return s.caps.Has(imap.CapIdle) && !s.NoIdle && !s.idleRefused
}

// wait returns when it is time to look at the inbox again.
func (s *session) wait(ctx context.Context) error {
	if !s.canIdle() {
		return s.rest(ctx, s.Poll)
	}
	var idle *imapclient.IdleCommand
	err := s.command(ctx, "starting to wait for mail", func() (err error) {
		idle, err = s.client.Idle()
		return err
	})
	if refused(err) {
		s.idleRefused = true
		s.Log.Warn("mailbox: the server refuses IDLE; polling instead", slog.Any("error", err))
		return s.rest(ctx, s.Poll)
	}
	if err != nil {
		return err
	}
	rested := s.rest(ctx, s.IdleRenew)
	ended := s.command(ctx, "ending to wait for mail", func() error {
		if err := idle.Close(); err != nil {
			return err
		}
		return idle.Wait()
	})
	if rested != nil {
		return rested
	}
	return ended
}

// rest waits for news, at most so long. No answer is due meanwhile, so that the watchdog sleeps.
func (s *session) rest(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-s.changed:
	case <-s.Wake:
	case <-s.client.Closed():
		return commandError(ctx, s.conn, "waiting for mail", errClosed)
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}
