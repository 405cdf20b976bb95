package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/Khan/genqlient/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/message"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/outbox"
	"github.com/guestd/guestd/internal/mail/token"
)

// turn is one email being acted upon: what was read of it, who its proven sender is, what it
// replies to, and what has been done so far.
type turn struct {
	*Handler
	ctx     context.Context
	email   email
	msg     *message.Message
	reading understand.Reading
	// wish counts the wishes of an email that has several, from 1; 0 where it has one.
	wish int
	// writer is the address that the email is from, and as the one in whose name everything is asked:
	// the same, but for a delegate's email that the sponsor has confirmed.
	writer, as string
	client     graphql.Client
	sender     *api.SenderViewer
	// to is the mail of ours that the email replies to, zero where it is no reply.
	to parent
	// toRequest is the request that mail was about, as it stands now; nil where it was about none,
	// or about one that the sender may not see.
	toRequest *api.RequestFacts

	answer  notice.Answer
	about   token.Object
	ask     token.Action
	request *int64
}

// begin finds out who the sender is to the API, and what the email replies to, and reads it in that
// light.
func (t *turn) begin() error {
	sponsor := t.as
	if t.byDelegate() {
		t.as = t.writer // it is understood as when the sponsor was shown what it asks
	}
	if err := t.introduce(); err != nil {
		return err
	}
	if err := t.findParent(); err != nil {
		return err
	}
	if err := t.readAsReply(); err != nil {
		return err
	}
	t.heedParent()
	t.answer.Unread = t.reading.Unread
	if t.as == sponsor {
		return nil
	}
	// What the delegate replied to says nothing of what the sponsor means.
	t.as, t.to, t.toRequest = sponsor, parent{}, nil
	return t.introduce()
}

// introduce finds out who the turn's address is to the API, and speaks for them from then on.
func (t *turn) introduce() error {
	t.client = t.API.As(t.as, t.email.ID)
	res, err := api.Sender(t.ctx, t.client)
	if err != nil {
		return fmt.Errorf("who is the sender: %w", err)
	}
	t.sender = res.Viewer
	return nil
}

// known reports that our records know the sender: as a sponsor, a guest, or somebody who decides.
func (t *turn) known() bool {
	return t.sender.Sponsor != nil || t.sender.Guest != nil || t.is(api.RoleAcademicAffairs) || t.is(api.RoleServiceDesk)
}

func (t *turn) is(role api.Role) bool {
	for _, r := range t.sender.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// key makes each effect of this email happen once, however often it is handled.
func (t *turn) key(effect string) *string {
	k := fmt.Sprintf("email %d %s", t.email.ID, effect)
	if t.wish > 0 {
		k = fmt.Sprintf("email %d wish %d %s", t.email.ID, t.wish, effect)
	}
	return &k
}

// forbidden reports that the API refused for want of rights, or knows no such object.
func forbidden(err error) bool {
	var list gqlerror.List
	if !errors.As(err, &list) {
		return false
	}
	for _, e := range list {
		if code, _ := e.Extensions["code"].(string); code == "FORBIDDEN" || code == "NOT_FOUND" {
			return true
		}
	}
	return false
}

// remember notes what a reply to the answer will be about.
func (t *turn) remember(r *api.RequestFacts) {
	if r == nil {
		return
	}
	row, ok := api.RowOf(r.Id)
	if !ok {
		return
	}
	t.about, t.ask, t.request = token.Object{Kind: token.Request, ID: row}, token.Discuss, &row
	switch r.Status {
	case api.RequestStatusNeedsDetails, api.RequestStatusAwaitingRole:
		t.ask = token.Supply
	}
	if t.askedBy(r) == asksForDecision {
		t.ask = token.Decide
	}
}

func (t *turn) rememberAccount(a *api.AccountFacts) {
	if a == nil {
		return
	}
	if row, ok := api.RowOf(a.Id); ok {
		t.about, t.ask = token.Object{Kind: token.Account, ID: row}, token.Extend
	}
}

// mail is the answer in the email's thread.
func (t *turn) mail(kind notice.Kind) *outbox.Mail {
	if len(t.answer.Items) > 1 {
		t.about, t.ask = token.Object{Kind: token.InboundEmail, ID: t.email.ID}, token.Discuss
	}
	if t.about.ID == 0 {
		t.about, t.ask = token.Object{Kind: token.InboundEmail, ID: t.email.ID}, token.Discuss
	}
	answer := t.answer
	return &outbox.Mail{
		Notice: notice.Notice{
			Kind: kind, To: []notice.Person{{Name: t.senderName(), Email: t.as}}, Answer: &answer, Links: t.Links,
			Thread: &notice.Thread{InReplyTo: t.msg.MessageID, References: t.msg.References, Subject: t.msg.Subject},
		},
		InboundEmailID: &t.email.ID, RequestID: t.request, Once: fmt.Sprintf("answer %d", t.email.ID), About: t.about, Ask: t.ask,
	}
}

func (t *turn) senderName() string {
	if t.sender != nil && t.sender.Sponsor != nil {
		return t.sender.Sponsor.Name
	}
	return t.reading.Sender.Name
}

func (t *turn) item(i notice.Item) { t.answer.Items = append(t.answer.Items, i) }

// day is a day that was read as the API's; nil where none was.
func day(d *understand.Day) *calendar.Date {
	if d == nil || d.IsZero() {
		return nil
	}
	c := calendar.New(d.Year, d.Month, d.Day)
	return &c
}

func deref[T any](p *T) (zero T) {
	if p == nil {
		return zero
	}
	return *p
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
