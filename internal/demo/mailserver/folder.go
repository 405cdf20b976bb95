package mailserver

import (
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// message is what is known of a message without reading its bytes. All but flags never change.
type message struct {
	uid   imap.UID
	file  string
	size  int64
	date  time.Time
	flags []imap.Flag // replaced, never changed in place: sessions keep what they saw
}

// folder is one folder of a mailbox; the account's lock guards it.
type folder struct {
	name       string // "" once it is removed, while sessions still have it selected
	validity   uint32
	nextUID    imap.UID
	subscribed bool
	messages   []*message // by UID, ascending
	tracker    *imapserver.MailboxTracker
	watchers   map[chan struct{}]struct{} // idle sessions, to be woken by a change
}

func newFolder(name string) *folder {
	return &folder{name: name, nextUID: 1, tracker: imapserver.NewMailboxTracker(0), watchers: map[chan struct{}]struct{}{}}
}

// wake tells idle sessions that there is something to say. One that has been told and has not
// looked yet needs no second word.
func (f *folder) wake() {
	for ch := range f.watchers {
		select {
		case ch <- struct{}{}:
		default:
		}
	}
}

func (f *folder) find(uid imap.UID) (at int, found bool) {
	return slices.BinarySearchFunc(f.messages, uid, func(m *message, uid imap.UID) int { return int(int64(m.uid) - int64(uid)) })
}

func (f *folder) uids() []imap.UID {
	uids := make([]imap.UID, len(f.messages))
	for i, m := range f.messages {
		uids[i] = m.uid
	}
	return uids
}

func (f *folder) add(m *message) {
	f.nextUID = max(f.nextUID, m.uid+1)
	f.messages = append(f.messages, m)
	f.tracker.QueueNumMessages(uint32(len(f.messages)))
	f.wake()
}

func (f *folder) setFlags(uid imap.UID, flags []imap.Flag, source *imapserver.SessionTracker) {
	at, found := f.find(uid)
	if !found {
		return
	}
	changed := *f.messages[at]
	changed.flags = flags
	f.messages[at] = &changed
	f.tracker.QueueMessageFlags(uint32(at)+1, uid, flags, source)
	f.wake()
}

// remove takes messages out, the last first, so that the numbers told to sessions are right.
func (f *folder) remove(uids []imap.UID) []*message {
	gone := make(map[imap.UID]bool, len(uids))
	for _, uid := range uids {
		gone[uid] = true
	}
	var removed []*message
	for at := len(f.messages) - 1; at >= 0; at-- {
		if gone[f.messages[at].uid] {
			removed = append(removed, f.messages[at])
			f.tracker.QueueExpunge(uint32(at) + 1)
		}
	}
	f.messages = slices.DeleteFunc(f.messages, func(m *message) bool { return gone[m.uid] })
	f.wake()
	return removed
}

func (f *folder) count(flag imap.Flag) uint32 {
	var n uint32
	for _, m := range f.messages {
		if hasFlag(m.flags, flag) {
			n++
		}
	}
	return n
}

func (f *folder) size() int64 {
	var n int64
	for _, m := range f.messages {
		n += m.size
	}
	return n
}

// knownFlags are the flags that RFC 9051 2.3.2 spells, as it spells them.
func knownFlags() []imap.Flag {
	return []imap.Flag{imap.FlagAnswered, imap.FlagFlagged, imap.FlagDeleted, imap.FlagSeen, imap.FlagDraft,
		imap.FlagForwarded, imap.FlagMDNSent, imap.FlagJunk, imap.FlagNotJunk, imap.FlagPhishing}
}

// spelt is a flag as the server always writes it: flags are the same in any case, but programs
// compare them letter by letter.
func spelt(flag imap.Flag) imap.Flag {
	for _, known := range knownFlags() {
		if strings.EqualFold(string(known), string(flag)) {
			return known
		}
	}
	return flag
}

func hasFlag(flags []imap.Flag, flag imap.Flag) bool {
	return slices.ContainsFunc(flags, func(f imap.Flag) bool { return strings.EqualFold(string(f), string(flag)) })
}

// changedFlags is what a STORE makes of a message's flags, sorted.
func changedFlags(flags []imap.Flag, store *imap.StoreFlags) []imap.Flag {
	var kept []imap.Flag
	if store.Op != imap.StoreFlagsSet {
		kept = slices.Clone(flags)
	}
	for _, flag := range store.Flags {
		kept = slices.DeleteFunc(kept, func(f imap.Flag) bool { return strings.EqualFold(string(f), string(flag)) })
		if store.Op != imap.StoreFlagsDel && !strings.EqualFold(string(flag), `\Recent`) {
			kept = append(kept, spelt(flag))
		}
	}
	slices.Sort(kept)
	return kept
}
