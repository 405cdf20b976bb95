package mailbox

import (
	"context"
	"errors"
	"log/slog"
)

// Lease is the right to work on a mailbox, which one poller has at a time: a server copies a message
// twice where two sessions move it in the same instant.
type Lease interface {
	// Held asks whether this poller still has it; any error says that it may not.
	Held(ctx context.Context) error
	// Lost is closed when the lease has ended by itself, as with the connection that it hangs on.
	Lost() <-chan struct{}
	// End lets the next poller in.
	End()
}

// ErrLeased is what Keeper.Lease answers while another poller has the mailbox.
var ErrLeased = errors.New("another poller works on the mailbox")

var errLeaseLost = errors.New("the lease was lost; another poller may work on the mailbox by now")

// leaseOp is what is being done where the lease fails.
const leaseOp = "keeping other pollers from the mailbox"

// awaitLease stands by until no other poller has the mailbox.
func (p *poller) awaitLease(ctx context.Context) (Lease, error) {
	defer p.Metrics.standingBy(false)
	for told := false; ; {
		lease, err := p.keeper.Lease(ctx, p.Inbox)
		if err == nil {
			return lease, nil
		}
		if !errors.Is(err, ErrLeased) {
			return nil, storeError(ctx, leaseOp, err)
		}
		if !told {
			p.Metrics.standingBy(true)
			p.Log.Info("mailbox: another poller works on it; standing by", slog.Duration("asking_every", p.Standby))
			told = true
		}
		if err := sleep(ctx, p.Standby); err != nil {
			return nil, err
		}
	}
}

// during is a context that ends with the lease, and whose cause then says so.
func during(ctx context.Context, lease Lease) (_ context.Context, end func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		select {
		case <-lease.Lost():
			cancel(&Error{Kind: KindStore, Op: leaseOp, Err: errLeaseLost})
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(nil) }
}
