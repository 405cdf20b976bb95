package mailbox

import (
	"context"
	"errors"
	"fmt"

	"github.com/emersion/go-imap/v2"
)

// Kind is what went wrong, as metrics and the choice of the next wait need it.
type Kind string

// The kinds of failure.
const (
	// KindDial: the server cannot be reached.
	KindDial Kind = "dial"
	// KindTLS: no protected connection came about; a wrong certificate among others.
	KindTLS Kind = "tls"
	// KindLogin: the server refused to sign in.
	KindLogin Kind = "login"
	// KindToken: no access token could be had.
	KindToken Kind = "token"
	// KindSilent: the server stopped answering, and the watchdog ended the connection.
	KindSilent Kind = "silent"
	// KindCut: the connection ended, or what came over it was no IMAP.
	KindCut Kind = "cut"
	// KindRefused: the server answered NO or BAD.
	KindRefused Kind = "refused"
	// KindFetch: a message could not be fetched whole.
	KindFetch Kind = "fetch"
	// KindMove: kept messages could not be moved, as when the mailbox is full.
	KindMove Kind = "move"
	// KindOutpaced: messages were gone when they were to be moved, since somebody else had moved
	// or deleted them in that instant. It is no failure, and not counted.
	KindOutpaced Kind = "outpaced"
	// KindStore: the keeper failed.
	KindStore Kind = "store"
)

// Error is a failure of the poller.
type Error struct {
	Kind Kind
	// Op is what was being done, in words.
	Op string
	// Err is the cause.
	Err error
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %v", e.Op, e.Err) }

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of an error of this package, and KindCut for any other.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return KindCut
}

var (
	errSilent = errors.New("the server said nothing for too long")
	errSlow   = errors.New("the server took too long over one command")
)

// refused reports whether err is the server's own NO or BAD, after which the connection is still
// good, and not the end of the connection.
func refused(err error) bool {
	var status *imap.Error
	return errors.As(err, &status) &&
		(status.Type == imap.StatusResponseTypeNo || status.Type == imap.StatusResponseTypeBad)
}

// expungeIssued is the answer to a command about messages that are no longer there (RFC 5530).
const expungeIssued imap.ResponseCode = "EXPUNGEISSUED"

func responseCode(err error) imap.ResponseCode {
	var status *imap.Error
	if errors.As(err, &status) {
		return status.Code
	}
	return ""
}

// noSuchMailbox reports whether SELECT was refused because the mailbox is not there. RFC 5530 has a
// code for that, which Dovecot 2.3 leaves out; a server that has another reason says which.
func noSuchMailbox(err error) bool {
	code := responseCode(err)
	return refused(err) && (code == imap.ResponseCodeNonExistent || code == "")
}

// commandError names the failure of an IMAP command by its cause: the watchdog's and the
// caller's reasons to close a connection come before the bare "closed" that the client reports.
func commandError(ctx context.Context, conn *watchedConn, op string, err error) error {
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if cause := conn.cause(); cause != nil {
		return &Error{Kind: KindSilent, Op: op, Err: cause}
	}
	if refused(err) {
		return &Error{Kind: KindRefused, Op: op, Err: err}
	}
	return &Error{Kind: KindCut, Op: op, Err: err}
}
