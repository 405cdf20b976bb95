package mailbox

import (
	"context"
	"log/slog"

	"github.com/emersion/go-imap/v2"
)

// storeFailuresAtOnce is after how many failures in a row the keeper itself is taken to be out of
// order, rather than single messages to be unbearable for it.
const storeFailuresAtOnce = 3

// taken is what came of taking messages from the inbox.
type taken struct {
	kept, moved int
	// newTroubles: a message failed for the first time, so that a further look goes on without it.
	newTroubles bool
}

// take fetches, keeps and moves. While the keeper stores one batch the next is fetched.
func (s *session) take(ctx context.Context, inbox Place, list []listed) (t taken, err error) {
	var before *keeping
	for _, batch := range s.batches(list) {
		got, fetchErr := s.fetch(ctx, inbox, batch)
		if len(got) > 0 {
			s.At(AtFetched)
		}
		settleErr := s.settle(ctx, inbox, before, &t)
		before = nil
		if settleErr == nil && len(got) > 0 {
			before = s.startKeeping(ctx, got)
		}
		if settleErr != nil {
			return t, settleErr
		}
		if fetchErr != nil {
			if KindOf(fetchErr) != KindFetch {
				// The connection is gone: what came over it is kept, and moved over the next one.
				_ = s.settle(ctx, inbox, before, &t)
				return t, fetchErr
			}
			s.Metrics.failed(KindFetch)
			s.Log.Error("mailbox: the server would not give a message", slog.Any("error", fetchErr))
			t.newTroubles = t.newTroubles || !batch[0].trouble.any()
		}
	}
	return t, s.settle(ctx, inbox, before, &t)
}

// keeping is a batch on its way into the store.
type keeping struct {
	done chan struct{}
	// Set when done is closed.
	kept    []Fetched
	refused []Fetched
	err     error
}

func (s *session) startKeeping(ctx context.Context, batch []Fetched) *keeping {
	k := &keeping{done: make(chan struct{})}
	go func() {
		defer close(k.done)
		k.kept, k.refused, k.err = s.keep(ctx, batch)
		if len(k.kept) > 0 {
			s.At(AtStored)
		}
	}()
	return k
}

// settle waits until a batch is kept, and moves what was.
func (s *session) settle(ctx context.Context, inbox Place, k *keeping, t *taken) error {
	if k == nil {
		return nil
	}
	<-k.done
	s.Metrics.kept(k.kept)
	t.kept += len(k.kept)
	uids := make([]imap.UID, len(k.kept))
	for i, m := range k.kept {
		uids[i] = imap.UID(m.UID)
		delete(s.troubles, uids[i])
	}
	for _, m := range k.refused {
		s.troubles.storeFailed(imap.UID(m.UID))
	}
	n, err := s.moveOut(ctx, inbox, uids, Processed)
	t.moved += n
	if k.err != nil {
		return k.err
	}
	return err
}

// keep stores a batch; where that fails, each message by itself. It returns what is committed and
// what the keeper would not take. Its error says that the keeper is out of order. It runs beside
// the connection's goroutine, so that it touches neither the connection nor the troubles.
func (p *poller) keep(ctx context.Context, batch []Fetched) (kept, refused []Fetched, err error) {
	err = p.keeper.Keep(ctx, batch)
	if err == nil {
		p.storeFailures = 0
		return batch, nil, nil
	}
	if len(batch) > 1 {
		for i := range batch {
			one, none, err := p.keep(ctx, batch[i:i+1])
			kept, refused = append(kept, one...), append(refused, none...)
			if err != nil {
				return kept, refused, err
			}
		}
		return kept, refused, nil
	}
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	if p.storeFailures++; p.storeFailures >= storeFailuresAtOnce {
		return nil, batch, storeError(ctx, "keeping messages", err)
	}
	p.Metrics.failed(KindStore)
	p.Log.Error("mailbox: a message could not be kept and stays in the inbox",
		slog.Uint64("uid", uint64(batch[0].UID)), slog.Any("error", err))
	return nil, batch, nil
}

func storeError(ctx context.Context, op string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &Error{Kind: KindStore, Op: op, Err: err}
}
