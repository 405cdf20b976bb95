package mailbox

import "github.com/emersion/go-imap/v2"

// How often a message may end a fetch before less is asked for.
const (
	triesWhole  = 5
	triesHeader = 8
)

// troubles remembers the messages that made a try fail, so that one broken message never holds
// up the others: it is taken alone and last, then by its header only, then left to a person.
type troubles map[imap.UID]trouble

type trouble struct {
	// fetches counts fetches that failed at this message.
	fetches int
	// stores counts refusals of the keeper, which only put it behind the others: a database that
	// is down must not cost a message.
	stores int
}

func (t troubles) fetchFailed(uid imap.UID) trouble {
	x := t[uid]
	x.fetches++
	t[uid] = x
	return x
}

func (t troubles) storeFailed(uid imap.UID) {
	x := t[uid]
	x.stores++
	t[uid] = x
}

func (x trouble) any() bool        { return x.fetches > 0 || x.stores > 0 }
func (x trouble) headerOnly() bool { return x.fetches >= triesWhole }
func (x trouble) givenUp() bool    { return x.fetches >= triesHeader }
