package intake

import (
	"fmt"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/token"
)

// unclearAnswer reports that an email without a meaning of its own is more than thanks for our mail,
// which asked for something: "make it February 30", "until April then". It is not dropped.
func (t *turn) unclearAnswer() bool {
	if isThanks(ownWords(t.reading)) {
		return false
	}
	if r := t.toRequest; r != nil {
		return open(r.Status) && r.Status != api.RequestStatusAwaitingAcademicAffairs && (r.Status != api.RequestStatusAwaitingSponsor || t.sponsors(r))
	}
	return t.to.Kind == token.InboundEmail && t.to.kind == notice.KindDetailsNeeded
}

// askAgain asks what an unclear answer means, and says how to write it.
func (t *turn) askAgain(c *conclusion) {
	i := notice.Item{Title: "Your answer", State: notice.NeedsYou, Problems: []string{"It is not clear what your answer means."}, Outcome: "Nothing has been changed.",
		Next: "Answer with a whole sentence: the guest's name or account ID, what to do, and the day. For instance: “Please extend jd123 until June 30.”"}
	if r := t.toRequest; r != nil {
		t.remember(r)
		i.Title, i.Understood = fmt.Sprintf("Your answer about %s", r.Number), understoodOf(r)
		i.Next = "Answer with what should change, such as “the last day is June 30”."
		if t.askedBy(r) == asksForDecision {
			i.Next = "Answer with “approved”, “approved until” and another last day, or “denied, because” and your reason."
		}
	}
	t.item(i)
	c.Outcome, c.Because, c.Answer = Asked, "An answer that says too little by itself; the sender was asked again.", t.mail(notice.KindDetailsNeeded)
}
