package intake

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/outbox"
	"github.com/guestd/guestd/internal/mail/token"
)

// questionKey begins the once-key of a mail that passes a question of Academic Affairs on.
const questionKey = "question "

const academicAffairs = "Wyss HR and Academic Affairs"

// converse passes on what Academic Affairs and a requester write to each other about a request
// that waits for the decision: "Anything else that you write goes to the requester as a question,
// and their answer comes back to you." It reports whether the email was that.
func (t *turn) converse(c *conclusion) (bool, error) {
	r, own := t.toRequest, ownWords(t.reading)
	if r == nil || r.Status != api.RequestStatusAwaitingAcademicAffairs || own == "" || t.reading.Tangled || len(t.reading.Wishes) > 0 {
		return false, nil
	}
	if t.is(api.RoleAcademicAffairs) {
		if t.reading.Intent == understand.Approve || t.reading.Intent == understand.Deny || isThanks(own) {
			return false, nil
		}
		t.passQuestion(c, r, own)
		return true, nil
	}
	switch t.reading.Intent {
	case understand.NoIntent:
		if !t.to.question && isThanks(own) {
			return false, nil
		}
	case understand.EndAccount, understand.ResendActivation:
		return false, nil
	case understand.Status, understand.Help, understand.Approve, understand.Deny:
		if !t.to.question {
			return false, nil
		}
	}
	if len(t.reading.Guests) > 1 || !aboutGuestOf(t.reading.Guests, r) {
		return false, nil // another wish, written under our mail
	}
	return true, t.passAnswer(c, r, own)
}

// requesterOf is who asked for the request.
func requesterOf(r *api.RequestFacts) notice.Person {
	if r.Sponsor != nil {
		return notice.Person{Name: r.Sponsor.Name, Email: r.Sponsor.Email}
	}
	return notice.Person{Email: deref(r.RequesterEmail)}
}

// passQuestion sends what Academic Affairs wrote to the requester.
func (t *turn) passQuestion(c *conclusion, r *api.RequestFacts, own string) {
	t.remember(r)
	facts, requester := noticeFacts(r), requesterOf(r)
	t.item(notice.Item{Title: "Question about " + r.Number, State: notice.Waiting, Outcome: fmt.Sprintf("Nothing is decided. What you wrote has gone to %s as a question, and the answer comes to you.", requester.Called()),
		Next: "To decide, answer with “approved”, “approved until” and another last day, or “denied, because” and your reason.", Understood: notice.Understood(facts)})
	c.Outcome, c.Intent = Acted, "question"
	c.Because = fmt.Sprintf("A question back about %s went to the requester.", r.Number)
	c.Answer = t.mail(notice.KindDetailsNeeded)
	c.Others = append(c.Others, outbox.Mail{
		Notice: notice.Notice{Kind: notice.KindDetailsNeeded, To: []notice.Person{requester}, Request: &facts, Links: t.Links,
			Question: &notice.Question{By: academicAffairs, Text: own}},
		InboundEmailID: &t.email.ID, RequestID: t.request, Once: fmt.Sprintf("%s%d", questionKey, t.email.ID), About: t.about, Ask: token.Discuss,
	})
}

// passAnswer sends what the requester wrote to Academic Affairs, with the request as it stands
// now: details that it tells are filled in first.
func (t *turn) passAnswer(c *conclusion, r *api.RequestFacts, own string) error {
	if tells(t.reading) {
		after, mistakes, err := t.supplyTo(r, t.firstGuest(), t.key("details"))
		if err != nil {
			return err
		}
		if len(mistakes) > 0 {
			c.Outcome = t.report(after, mistakes, t.reading.Guests[0], r.Kind == api.RequestKindExtension)
			c.Because = fmt.Sprintf("Details for %s that break a rule.", r.Number)
			c.Answer = t.mail(kindFor(c.Outcome))
			return nil
		}
		r = after
	}
	thread, err := t.lastQuestion(r)
	if err != nil {
		return err
	}
	t.remember(r)
	facts, requester := noticeFacts(r), requesterOf(r)
	t.item(notice.Item{Title: fmt.Sprintf("%s (%s)", what(facts), r.Number), State: notice.Waiting, Understood: notice.Understood(facts),
		Outcome: "What you wrote has gone to " + academicAffairs + ", with the whole request. You hear from us when they have decided."})
	c.Outcome = Routed
	c.Because = fmt.Sprintf("What the requester wrote about %s went to Academic Affairs.", r.Number)
	c.Answer = t.mail(notice.KindRoutedToAcademicAffairs)
	whole := facts
	whole.Sponsor, whole.Justification, whole.ReceivedAt = requester, deref(r.Justification), r.CreatedAt
	if r.Sponsor != nil {
		whole.SponsorHUID, whole.SponsorTitle = r.Sponsor.Huid, deref(r.Sponsor.Department)
	}
	for _, e := range r.Entitlements {
		whole.Entitlements = append(whole.Entitlements, string(e))
	}
	c.Others = append(c.Others, outbox.Mail{
		Notice: notice.Notice{Kind: notice.KindRoutedToAcademicAffairs, Audience: notice.ToAcademicAffairs, Request: &whole, Requester: requester, Links: t.Links,
			To: []notice.Person{{Name: academicAffairs, Email: t.AcademicAffairs}}, Thread: thread,
			Original: &notice.Original{From: notice.Person{Name: t.senderName(), Email: t.as}, Subject: t.msg.Subject, Date: t.email.ReceivedAt, Text: own}},
		InboundEmailID: &t.email.ID, RequestID: t.request, Once: fmt.Sprintf("passed on %d", t.email.ID), About: t.about, Ask: token.Decide,
	})
	return nil
}

// lastQuestion is the thread of Academic Affairs' latest question about a request, nil where they
// asked none.
func (t *turn) lastQuestion(r *api.RequestFacts) (*notice.Thread, error) {
	row, ok := api.RowOf(r.Id)
	if !ok {
		return nil, nil //nolint:nilnil // no thread
	}
	var asked struct {
		MessageID sql.NullString `db:"message_id"`
		Subject   sql.NullString `db:"subject"`
	}
	err := t.db.GetContext(t.ctx, &asked, `
		SELECT e.message_id, e.subject FROM notifications n JOIN inbound_emails e ON e.id = n.inbound_email_id
		WHERE n.request_id = $1 AND n.once_key LIKE $2 ORDER BY n.id DESC LIMIT 1`, row, questionKey+"%")
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // no thread
	}
	if err != nil {
		return nil, fmt.Errorf("last question: %w", err)
	}
	return &notice.Thread{InReplyTo: asked.MessageID.String, Subject: asked.Subject.String}, nil
}

// inConversation reports that words without any other meaning would be passed on; see converse.
func (t *turn) inConversation() bool {
	r, own := t.toRequest, ownWords(t.reading)
	return r != nil && r.Status == api.RequestStatusAwaitingAcademicAffairs && own != "" && (t.to.question || !isThanks(own))
}
