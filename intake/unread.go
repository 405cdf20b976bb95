package intake

import (
	"strings"

	"github.com/guestd/guestd/intake/trust"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/mail/notice"
)

// asksByAttachment reports an email whose wish, if it has one, stands in attachments that cannot be
// read: it says nothing itself, or only points to them. It is answered, since its sender waits for
// something, where we know them or they are of our own organisation: a stranger's lone attachment is
// spam as like as not, and an answer would tell the sender that somebody is there.
func (t *turn) asksByAttachment() bool {
	if t.reading.Intent != understand.NoIntent || len(t.reading.Unread) == 0 || !t.known() && !trust.SameOrganisation(t.as, t.Mailbox) {
		return false
	}
	own := ownWords(t.reading)
	return own == "" || pointsToAttachment(own)
}

// maxPointing is the most words of a text that only points to something else.
const maxPointing = 25

// pointsToAttachment reports a short text that speaks of what is attached, or of the kinds of papers
// that people attach, and does not only thank.
func pointsToAttachment(own string) bool {
	list := strings.Fields(strings.ToLower(own))
	if len(list) > maxPointing || isThanks(own) {
		return false
	}
	for _, w := range list {
		w = strings.Trim(w, ".,:;!?()[]\"'“”")
		for _, stem := range []string{"attach", "enclos", "append"} {
			if strings.HasPrefix(w, stem) {
				return true
			}
		}
		switch strings.TrimSuffix(w, "s") {
		case "form", "document", "doc", "file", "pdf", "scan", "letter", "application", "paperwork", "spreadsheet", "picture", "photo", "screenshot":
			return true
		}
	}
	return false
}

// answerUnread says that the attachments were not read, and how to ask without them.
func (t *turn) answerUnread(c *conclusion) {
	t.remember(t.toRequest)
	t.item(notice.Item{Title: "Your message and what is attached to it", State: notice.NeedsYou,
		Outcome: "Nothing has been done: the message itself asks for nothing, and what is attached to it could not be read. We read plain text in the mail.",
		Next:    "Answer this mail and write in it what you need. For a new account: the guest's name, personal email address and last day. For an account that is there: the guest's name, and what should happen to it."})
	c.Outcome, c.Because, c.Answer = Asked, "What it may ask for stands in attachments that cannot be read; the sender was told which.", t.mail(notice.KindDetailsNeeded)
}
