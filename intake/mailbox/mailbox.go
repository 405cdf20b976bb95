// Package mailbox is the IMAP side of the intake: it brings messages from the bot's mailbox into
// the keeper's store, and only then moves them out of the inbox.
//
// The way of one message:
//
//	inbox ──fetch──► Keeper.Keep (committed) ──► moved to Processed ──► Keeper.Moved
//	Processed ──Keeper.ToFile (its outcome is known)──► Quarantine or Ignored ──► Keeper.Filed
//
// A crash between two steps repeats the step and loses nothing: what was fetched but not kept is
// fetched again, what was kept but not moved is recognised by its place and only moved.
//
// Of several pollers on one mailbox one works at a time (Lease), and the others stand by.
package mailbox

import (
	"context"
	"time"
)

// Folder is what a folder is for. Its name on the server is the configuration's business.
type Folder string

// The folders that messages are moved to from the inbox.
const (
	// Processed takes every message once it is kept.
	Processed Folder = "Processed"
	// Quarantine takes what could not be handled and a person must look at.
	Quarantine Folder = "Quarantine"
	// Ignored takes automatic answers, bounces, lists and loops.
	Ignored Folder = "Ignored"
)

// Place is where a message lies in a mailbox. A UID means something only together with the
// UIDVALIDITY of its time (RFC 9051 section 2.3.1.1); zero means that it is not known.
type Place struct {
	Mailbox     string
	UIDValidity uint32
	UID         uint32
}

// Fetched is one message as the server gave it.
type Fetched struct {
	Place
	// InternalDate is when the server received it, in UTC (RFC 9051 section 2.3.3).
	InternalDate time.Time
	// Size is the size of the whole message in octets, as the server tells it.
	Size int64
	// Raw is the message's octets: all of them, or the header alone where Truncated is set.
	Raw []byte
	// Truncated says that Raw is not the whole message: it is larger than the limit, or the
	// server could not give it whole. It is kept so that a person can look at it.
	Truncated bool
}

// Move tells that a message went from one place to another. To.UID is zero where the server did
// not say which UID the message got.
type Move struct {
	From, To Place
}

// Filing is a message that is to be moved to the folder its outcome calls for.
type Filing struct {
	// ID is the keeper's own name for the message; it is handed back in Filed.
	ID string
	// At is where the message was last seen. With UID zero, or when the UIDVALIDITY is another
	// by now, the message is looked for by MessageID and Size in At.Mailbox, or in the folder
	// for processed mail where At.Mailbox is empty.
	At Place
	// MessageID is the message's Message-ID with its angle brackets; empty when it has none.
	MessageID string
	// Size is Fetched.Size; it tells apart messages that share a Message-ID. Zero: any.
	Size int64
	// To is the folder it belongs in.
	To Folder
}

// Filed is what became of a Filing.
type Filed struct {
	ID string
	// To is the folder that it was filed for: where it belongs may be another by now.
	To Folder
	// Found is false when the message is no longer where it was: a person moved or deleted it.
	// It need not be tried again.
	Found bool
	// At is where it lies now, when Found. At.UID is zero where the server did not say.
	At Place
}

// Keeper stores messages durably and knows what became of them. Every method may be called again
// with what it has been told before, and by several pollers at once.
type Keeper interface {
	// Lease gives the right to work on the inbox of that name, or answers ErrLeased at once while
	// another poller has it, in whatever process and on whatever machine. A poller that dies
	// loses it.
	Lease(ctx context.Context, mailbox string) (Lease, error)
	// Keep stores the messages with whatever handles them next, in one transaction: all are
	// committed when it returns nil, none when it returns an error. A message whose place is
	// known already, or that is the same message in another place, is not stored again and is
	// no error. When a batch fails, each of its messages is tried alone.
	Keep(ctx context.Context, batch []Fetched) error
	// Known tells which of those UIDs of the inbox are kept already, and the folder that each
	// belongs in by now: Processed while nothing else is decided.
	Known(ctx context.Context, mailbox string, uidValidity uint32, uids []uint32) (map[uint32]Folder, error)
	// Moved records where kept messages went. It comes after the fact and may be missing for
	// some after a crash: what needs the place later falls back on the Message-ID.
	Moved(ctx context.Context, moves []Move) error
	// ToFile lists at most limit messages that lie in another folder than their outcome calls for.
	// quarantine is the full name of the Quarantine folder on this server, out of which messages
	// come back.
	ToFile(ctx context.Context, quarantine string, limit int) ([]Filing, error)
	// Filed records what became of filings.
	Filed(ctx context.Context, done []Filed) error
}

// Point is a place in the code where a test may end the process, to see that nothing is lost.
type Point string

// The points that Config.At is called at, in their order.
const (
	// AtFetched: messages are in memory, and nothing is stored.
	AtFetched Point = "fetched"
	// AtStored: messages are committed, and still in the inbox.
	AtStored Point = "stored"
	// AtBeforeMove: the next command moves messages.
	AtBeforeMove Point = "before_move"
	// AtMoved: the server has moved them, and the keeper has not been told.
	AtMoved Point = "moved"
)
