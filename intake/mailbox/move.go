package mailbox

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/emersion/go-imap/v2"
)

// canMove reports whether MOVE is safe here: with UIDPLUS the server says which messages it moved.
func (s *session) canMove() bool {
	return s.caps.Has(imap.CapMove) && s.caps.Has(imap.CapUIDPlus)
}

// moveOut moves kept messages from the open inbox and tells the keeper. A server that refuses
// leaves them where they are, for the next look; only the end of the connection is an error.
func (s *session) moveOut(ctx context.Context, inbox Place, uids []imap.UID, folder Folder) (moved int, err error) {
	if len(uids) == 0 {
		return 0, nil
	}
	dest, err := s.folderName(folder)
	if err != nil {
		return 0, storeError(ctx, "moving messages", err)
	}
	if err := s.lease.Held(ctx); err != nil {
		return 0, storeError(ctx, leaseOp, err)
	}
	moves, err := s.move(ctx, inbox, uids, dest)
	switch {
	case err == nil:
	case KindOf(err) == KindOutpaced:
		s.outpaced = true
		s.Log.Info("mailbox: somebody else took messages out of the inbox while they were to be moved; looking again", slog.Int("messages", len(uids)))
		err = nil
	case KindOf(err) == KindMove:
		s.Metrics.failed(KindMove)
		s.Log.Error("mailbox: kept messages could not be moved out of the inbox",
			slog.String("folder", dest), slog.Int("messages", len(uids)), slog.Any("error", err))
		err = nil
	}
	if len(moves) > 0 {
		s.Metrics.movedTo(folder, len(moves))
		note, end := noting(ctx)
		defer end()
		if told := s.keeper.Moved(note, moves); told != nil && err == nil {
			err = storeError(ctx, "recording where messages were moved", told)
		}
	}
	return len(moves), err
}

// notePatience bounds how long the end of a poller may wait for the keeper.
const notePatience = 10 * time.Second

// noting is for telling the keeper what the server has done: that is so also where the lease was
// lost, or the poller is to end, meanwhile.
func noting(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), notePatience)
}

// move moves messages of the open mailbox. It returns what was moved, even beside an error. An
// error of KindMove leaves the connection good.
func (s *session) move(ctx context.Context, from Place, uids []imap.UID, dest string) (moves []Move, err error) {
	defer s.conn.due(s.silence, 5*s.silence)()
	s.At(AtBeforeMove)
	step := s.moveByCopy
	if s.canMove() {
		step = s.moveByMove
	}
	set := imap.UIDSetNum(uids...)
	data, err := step(set, dest)
	if responseCode(err) == imap.ResponseCodeTryCreate {
		// A person deleted the folder since it was made.
		if err := s.ensureFolder(ctx, dest); err != nil {
			return nil, err
		}
		data, err = step(set, dest)
	}
	if err == nil || len(data.SourceUIDs) > 0 {
		moves = pair(from, dest, data)
		s.At(AtMoved)
	}
	err = commandError(ctx, s.conn, "moving messages", err)
	var e *Error
	if errors.As(err, &e) && e.Kind == KindRefused {
		e.Kind = KindMove
		if responseCode(err) == expungeIssued {
			e.Kind = KindOutpaced
		}
	}
	return moves, err
}

func (s *session) moveByMove(set imap.UIDSet, dest string) (imap.CopyData, error) {
	data, err := s.client.Move(set, dest).Wait()
	if err != nil {
		return imap.CopyData{}, err
	}
	// A MOVE of messages that are gone is no error: only COPYUID tells what was moved.
	source, _ := data.SourceUIDs.(imap.UIDSet)
	target, _ := data.DestUIDs.(imap.UIDSet)
	return imap.CopyData{UIDValidity: data.UIDValidity, SourceUIDs: source, DestUIDs: target}, nil
}

// moveByCopy is the safe equivalent of MOVE: nothing is deleted before the server has said that
// the copy is made, and nobody else's deleted mail is expunged. Without UIDPLUS the originals stay
// behind, flagged \Deleted, until somebody expunges the mailbox.
func (s *session) moveByCopy(set imap.UIDSet, dest string) (imap.CopyData, error) {
	copied, err := s.client.Copy(set, dest).Wait()
	if err != nil {
		return imap.CopyData{}, err
	}
	data := *copied
	uidPlus := s.caps.Has(imap.CapUIDPlus)
	if !uidPlus {
		data.SourceUIDs, data.DestUIDs = set, nil
	}
	if len(data.SourceUIDs) == 0 {
		return data, nil
	}
	deleted := &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}
	if err := s.client.Store(data.SourceUIDs, deleted, nil).Close(); err != nil {
		return imap.CopyData{}, err
	}
	if uidPlus {
		if err := s.client.UIDExpunge(data.SourceUIDs).Close(); err != nil && !refused(err) {
			return data, err
		}
	}
	return data, nil
}

// pair tells which message got which UID. Servers copy in ascending order, and say so in COPYUID
// (RFC 4315 section 3); where the counts differ the new UIDs count as unknown.
func pair(from Place, dest string, data imap.CopyData) []Move {
	source, ok := data.SourceUIDs.Nums()
	if !ok {
		return nil
	}
	target, ok := data.DestUIDs.Nums()
	known := ok && len(target) == len(source)
	moves := make([]Move, len(source))
	for i, uid := range source {
		moves[i].From, moves[i].To = from, Place{Mailbox: dest}
		moves[i].From.UID = uint32(uid)
		if known {
			moves[i].To.UIDValidity, moves[i].To.UID = data.UIDValidity, uint32(target[i])
		}
	}
	return moves
}
