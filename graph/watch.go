package graph

import (
	"context"

	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/postgres"
	"github.com/guestd/guestd/internal/signin"
)

// watch tells of the changes of objects of a type, or of the one with that row id, each as it
// stands when told. The subscriber's rights are read again for each: what they may no longer see
// is not told. It ends when ctx or the subscriber's token does.
func watch[T any](ctx context.Context, r *Resolver, objectType string, only int64,
	read func(ctx context.Context, actor guest.Actor, id int64) (T, error),
) <-chan *T {
	identity := signin.From(ctx)
	stop := func() {}
	if !identity.Expires.IsZero() {
		ctx, stop = context.WithTimeout(ctx, identity.Expires.Sub(r.now()))
	}
	changes := r.changes.Watch(ctx, func(c postgres.Change) bool {
		return c.Type == objectType && (only == 0 || c.ID == only)
	})
	told := make(chan *T)
	go func() {
		defer close(told)
		defer stop()
		for change := range changes {
			object, err := reread(ctx, change.ID, read)
			if isNotFound(err) {
				continue
			}
			if err != nil {
				if ctx.Err() == nil {
					r.log.ErrorContext(ctx, "live updates: a change could not be read", "type", objectType, "id", change.ID, "error", err)
				}
				continue
			}
			select {
			case told <- &object:
			case <-ctx.Done():
			}
		}
	}()
	return told
}

func reread[T any](ctx context.Context, id int64, read func(context.Context, guest.Actor, int64) (T, error)) (none T, err error) {
	identity, err := signin.Renew(ctx)
	if err != nil {
		return none, err
	}
	return read(ctx, identity.Actor, id)
}

func (r *Resolver) readAccount(ctx context.Context, actor guest.Actor, id int64) (guest.Account, error) {
	found, err := r.service.AccountsByIDs(ctx, []int64{id})
	if err != nil {
		return guest.Account{}, err
	}
	account, ok := found[id]
	if !ok || !actor.MaySeeAccount(account) {
		return guest.Account{}, guest.ErrNotFound
	}
	return account, nil
}
