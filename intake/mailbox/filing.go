package mailbox

import (
	"context"
	"log/slog"
	"slices"

	"github.com/emersion/go-imap/v2"
)

// filingsAtOnce bounds what the keeper is asked for in one question.
const filingsAtOnce = 100

// fileAll moves messages to the folders that their outcomes call for. What cannot be moved now is
// left for the next look.
func (s *session) fileAll(ctx context.Context) error {
	tried := map[string]bool{}
	for {
		filings, err := s.keeper.ToFile(ctx, s.folders[Quarantine], filingsAtOnce)
		if err != nil {
			return storeError(ctx, "asking which messages to file", err)
		}
		filings = slices.DeleteFunc(filings, func(f Filing) bool { return tried[f.ID] })
		if len(filings) == 0 {
			return nil
		}
		for _, f := range filings {
			tried[f.ID] = true
		}
		done, err := s.file(ctx, filings)
		if len(done) > 0 {
			note, end := noting(ctx)
			told := s.keeper.Filed(note, done)
			end()
			if told != nil && err == nil {
				err = storeError(ctx, "recording which messages were filed", told)
			}
		}
		if err != nil {
			return err
		}
	}
}

// file looks for each message where it was last seen, and then in the folder for processed mail,
// where it is after a crash between the move and its record. It returns what is settled, even
// beside an error.
func (s *session) file(ctx context.Context, filings []Filing) (done []Filed, err error) {
	processed := s.folders[Processed]
	var sources []string
	for _, f := range filings {
		if f.At.Mailbox != "" && !slices.Contains(sources, f.At.Mailbox) {
			sources = append(sources, f.At.Mailbox)
		}
	}
	if !slices.Contains(sources, processed) {
		sources = append(sources, processed)
	}
	left := filings
	unsure := map[string]bool{} // a mailbox could not be looked into, or not moved from
	for _, source := range sources {
		var here, others []Filing
		for _, f := range left {
			dest, err := s.folderName(f.To)
			switch {
			case err != nil:
				return done, storeError(ctx, "filing messages", err)
			case f.At.Mailbox == dest:
				done = append(done, Filed{ID: f.ID, To: f.To, Found: true, At: f.At})
			case dest != source && (source == processed || source == f.At.Mailbox):
				here = append(here, f)
			default:
				others = append(others, f)
			}
		}
		if len(here) == 0 {
			left = others
			continue
		}
		settled, missing, err := s.fileFrom(ctx, source, here)
		done = append(done, settled...)
		left = append(others, missing...)
		if k := KindOf(err); err != nil && (k == KindMove || k == KindRefused || k == KindOutpaced) {
			if k == KindOutpaced {
				s.Log.Info("mailbox: somebody else took messages away while they were to be filed; they are looked for again later", slog.String("from", source))
			} else {
				s.Metrics.failed(KindMove)
				s.Log.Error("mailbox: messages could not be filed", slog.String("from", source), slog.Any("error", err))
			}
			for _, f := range missing {
				unsure[f.ID] = true
			}
			err = nil
		}
		if err != nil {
			return done, err
		}
	}
	for _, f := range left {
		if !unsure[f.ID] {
			s.Log.Warn("mailbox: a message to be filed is no longer there", slog.String("to", string(f.To)))
			done = append(done, Filed{ID: f.ID, To: f.To})
		}
	}
	return done, nil
}

// fileFrom moves the messages that lie in one mailbox.
func (s *session) fileFrom(ctx context.Context, source string, filings []Filing) (done []Filed, missing []Filing, err error) {
	validity, err := s.selected(ctx, source)
	if noSuchMailbox(err) {
		return nil, filings, nil
	}
	if err != nil {
		return nil, filings, err
	}
	here := Place{Mailbox: source, UIDValidity: validity}
	found, err := s.locate(ctx, here, filings)
	if err != nil {
		return nil, filings, err
	}
	byFolder := map[Folder][]imap.UID{}
	for _, f := range filings {
		byFolder[f.To] = append(byFolder[f.To], found[f.ID]...)
	}
	now := map[imap.UID]Place{}
	for folder, uids := range byFolder {
		if len(uids) == 0 {
			continue
		}
		dest, err := s.folderName(folder)
		if err != nil {
			return done, filings, storeError(ctx, "filing messages", err)
		}
		if err := s.lease.Held(ctx); err != nil {
			return done, filings, storeError(ctx, leaseOp, err)
		}
		moves, err := s.move(ctx, here, uids, dest)
		for _, m := range moves {
			now[imap.UID(m.From.UID)] = m.To
		}
		s.Metrics.movedTo(folder, len(moves))
		if err != nil {
			done, missing = settle(filings, found, now)
			return done, missing, err
		}
	}
	done, missing = settle(filings, found, now)
	return done, missing, nil
}

// settle tells the filings whose messages went somewhere from those whose did not.
func settle(filings []Filing, found map[string][]imap.UID, now map[imap.UID]Place) (done []Filed, missing []Filing) {
	for _, f := range filings {
		i := slices.IndexFunc(found[f.ID], func(uid imap.UID) bool { _, ok := now[uid]; return ok })
		if i < 0 {
			missing = append(missing, f)
			continue
		}
		done = append(done, Filed{ID: f.ID, To: f.To, Found: true, At: now[found[f.ID][i]]})
	}
	return done, missing
}

// locate finds the messages' UIDs in the open mailbox: by the place where they were last seen, if
// what lies there has the right size, and else by Message-ID. Copies of one message, which a crash
// may leave behind, are all found.
func (s *session) locate(ctx context.Context, here Place, filings []Filing) (map[string][]imap.UID, error) {
	found := map[string][]imap.UID{}
	var seen []imap.UID
	for _, f := range filings {
		if f.At.Mailbox == here.Mailbox && f.At.UIDValidity == here.UIDValidity && f.At.UID != 0 {
			seen = append(seen, imap.UID(f.At.UID))
		}
	}
	sizes, err := s.sizesOf(ctx, seen)
	if err != nil {
		return nil, err
	}
	for _, f := range filings {
		if f.At.Mailbox == here.Mailbox && f.At.UIDValidity == here.UIDValidity && f.At.UID != 0 {
			if size, ok := sizes[imap.UID(f.At.UID)]; ok && (f.Size == 0 || f.Size == size) {
				found[f.ID] = []imap.UID{imap.UID(f.At.UID)}
				continue
			}
		}
		if found[f.ID], err = s.searchMessageID(ctx, f); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (s *session) searchMessageID(ctx context.Context, f Filing) (uids []imap.UID, err error) {
	if !searchable(f.MessageID) {
		return nil, nil
	}
	err = s.command(ctx, "looking for a message", func() error {
		data, err := s.client.UIDSearch(&imap.SearchCriteria{
			Header:  []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: f.MessageID}},
			NotFlag: []imap.Flag{imap.FlagDeleted},
		}, nil).Wait()
		if err == nil {
			uids = data.AllUIDs()
		}
		return err
	})
	if err != nil || f.Size == 0 {
		return uids, err
	}
	sizes, err := s.sizesOf(ctx, uids)
	return slices.DeleteFunc(uids, func(uid imap.UID) bool { return sizes[uid] != f.Size }), err
}

// searchable reports whether a Message-ID can be looked for. The search finds substrings, so that
// an empty one would find everything.
func searchable(messageID string) bool {
	if len(messageID) < 3 || len(messageID) > 998 {
		return false
	}
	for _, r := range messageID {
		if r < ' ' || r > '~' {
			return false
		}
	}
	return true
}
