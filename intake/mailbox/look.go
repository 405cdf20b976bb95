package mailbox

import (
	"cmp"
	"context"
	"log/slog"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// look files what waits for it, and then empties the inbox as far as it can be. In this order the
// inbox is the mailbox left open, and IDLE tells of everything that comes from here on.
func (s *session) look(ctx context.Context) error {
	if err := s.fileAll(ctx); err != nil {
		return err
	}
	var waiting int
	outpaced := false
	for again := true; again; {
		s.drainChanged()
		inbox, err := s.openInbox(ctx)
		if err != nil {
			return err
		}
		// After progress there may be more: what came in meanwhile, and what a batch left out.
		again, waiting, err = s.takeInbox(ctx, inbox)
		if err != nil {
			return err
		}
		if s.outpaced && !outpaced {
			again, outpaced = true, true // what is left there can be moved now
		}
		s.outpaced = false
	}
	s.Metrics.polled(s.Now(), waiting)
	return nil
}

func (s *session) drainChanged() {
	select {
	case <-s.changed:
	default:
	}
}

func (s *session) openInbox(ctx context.Context) (Place, error) {
	validity, err := s.selected(ctx, s.Inbox)
	if err != nil {
		return Place{}, err
	}
	if validity != s.uidValidity {
		if s.uidValidity != 0 {
			s.Metrics.newInbox()
			s.Log.Warn("mailbox: the inbox is another one than before, reading it anew",
				slog.Uint64("uidvalidity", uint64(validity)))
		}
		s.uidValidity = validity
		clear(s.troubles)
	}
	return Place{Mailbox: s.Inbox, UIDValidity: validity}, nil
}

// listed is a message in the inbox that is not kept yet.
type listed struct {
	uid  imap.UID
	size int64
	// headerOnly: it is too large, or could not be fetched whole.
	headerOnly bool
	trouble    trouble
}

// takeInbox looks once through the inbox. It reports whether anything moved on, so that looking
// again makes sense, and how many messages still wait there.
func (s *session) takeInbox(ctx context.Context, inbox Place) (progress bool, waiting int, err error) {
	uids, err := s.search(ctx)
	if err != nil || len(uids) == 0 {
		return false, 0, err
	}
	fresh, known, err := s.tellApart(ctx, inbox, uids)
	if err != nil {
		return false, 0, err
	}
	var moved int
	for folder, uids := range known {
		n, err := s.moveOut(ctx, inbox, uids, folder)
		if err != nil {
			return false, 0, err
		}
		moved += n
	}
	s.Metrics.known(moved)
	list, err := s.list(ctx, fresh)
	if err != nil {
		return false, 0, err
	}
	taken, err := s.take(ctx, inbox, list)
	return moved > 0 || taken.kept > 0 || taken.newTroubles, len(uids) - moved - taken.moved, err
}

// search lists the messages of the inbox. What is flagged \Deleted is disposed of: by a person, or
// by this poller on a server that can only copy.
func (s *session) search(ctx context.Context) (uids []imap.UID, err error) {
	err = s.command(ctx, "listing the inbox", func() error {
		data, err := s.client.UIDSearch(&imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagDeleted}}, nil).Wait()
		if err == nil {
			uids = data.AllUIDs()
		}
		return err
	})
	return uids, err
}

// knownAtOnce bounds what the keeper is asked in one question.
const knownAtOnce = 1000

// tellApart asks the keeper which messages it has, and the folder each of those belongs in.
func (s *session) tellApart(ctx context.Context, inbox Place, uids []imap.UID) (fresh []imap.UID, known map[Folder][]imap.UID, err error) {
	known = map[Folder][]imap.UID{}
	for chunk := range slices.Chunk(uids, knownAtOnce) {
		numbers := make([]uint32, len(chunk))
		for i, uid := range chunk {
			numbers[i] = uint32(uid)
		}
		folders, err := s.keeper.Known(ctx, inbox.Mailbox, inbox.UIDValidity, numbers)
		if err != nil {
			return nil, nil, storeError(ctx, "asking which messages are kept", err)
		}
		for _, uid := range chunk {
			if folder, ok := folders[uint32(uid)]; ok {
				if folder == "" {
					folder = Processed
				}
				known[folder] = append(known[folder], uid)
			} else {
				fresh = append(fresh, uid)
			}
		}
	}
	return fresh, known, nil
}

// list asks how large the messages are, so that none is fetched blindly, and puts them in the
// order they are to be taken in: as they came, those that made trouble last.
func (s *session) list(ctx context.Context, uids []imap.UID) ([]listed, error) {
	uids = slices.DeleteFunc(uids, func(uid imap.UID) bool { return s.troubles[uid].givenUp() })
	sizes, err := s.sizesOf(ctx, uids)
	if err != nil {
		return nil, err
	}
	list := make([]listed, 0, len(sizes))
	for uid, size := range sizes {
		t := s.troubles[uid]
		list = append(list, listed{uid: uid, size: size, trouble: t, headerOnly: size > s.MaxSize || t.headerOnly()})
	}
	slices.SortFunc(list, func(a, b listed) int {
		return cmp.Or(cmp.Compare(a.trouble.fetches+a.trouble.stores, b.trouble.fetches+b.trouble.stores), cmp.Compare(a.uid, b.uid))
	})
	return list, nil
}

// sizesOf asks for the sizes of those messages of the open mailbox that are still there.
func (s *session) sizesOf(ctx context.Context, uids []imap.UID) (map[imap.UID]int64, error) {
	sizes := make(map[imap.UID]int64, len(uids))
	for chunk := range slices.Chunk(uids, knownAtOnce) {
		err := s.command(ctx, "asking for the messages' sizes", func() error {
			cmd := s.client.Fetch(imap.UIDSetNum(chunk...), &imap.FetchOptions{UID: true, RFC822Size: true})
			defer func() { _ = cmd.Close() }()
			for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
				if uid, size, ok := readSize(msg); ok {
					sizes[uid] = size
				}
			}
			return cmd.Close()
		})
		if err != nil {
			return nil, err
		}
	}
	return sizes, nil
}

// batches cuts the list into what one FETCH may bring. A message that made trouble is alone.
func (s *session) batches(list []listed) (batches [][]listed) {
	var batch []listed
	var bytes int64
	flush := func() {
		if len(batch) > 0 {
			batches = append(batches, batch)
			batch, bytes = nil, 0
		}
	}
	for _, m := range list {
		size := m.size
		if m.headerOnly {
			size = maxHeader
		}
		if len(batch) > 0 && (len(batch) >= s.BatchMessages || bytes+size > s.BatchBytes ||
			m.trouble.any() || batch[0].headerOnly != m.headerOnly) {
			flush()
		}
		batch, bytes = append(batch, m), bytes+size
		if m.trouble.any() {
			flush()
		}
	}
	flush()
	return batches
}
