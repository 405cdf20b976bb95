package intake

import (
	"fmt"
	"strings"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/token"
)

// act does what a proven sender asks, through the API and with their rights, and answers.
func (h *Handler) act(t *turn, c conclusion) (conclusion, error) {
	if t.reading.Intent == understand.NoIntent {
		c.Outcome, c.Because = Ignored, "It asks for nothing."
		return c, nil
	}
	if err := t.begin(); err != nil {
		return c, err
	}
	if len(t.reading.Questions) > 0 && t.reading.Intent != understand.Help && t.reading.Intent != understand.Status {
		return t.askBack(c), nil
	}
	var err error
	switch t.reading.Intent {
	case understand.RequestAccount:
		if t.supplies() {
			err = t.supply(&c)
		} else {
			err = t.requestAccounts(&c)
		}
	case understand.SupplyDetails:
		err = t.supply(&c)
	case understand.RequestExtension:
		err = t.extend(&c)
	case understand.EndAccount:
		err = t.end(&c)
	case understand.ResendActivation:
		err = t.resend(&c)
	case understand.Approve, understand.Deny:
		err = t.decide(&c)
	case understand.Status:
		err = t.standing(&c)
	default:
		t.help(&c)
	}
	return c, err
}

// askBack asks about what contradicts itself, rather than guess.
func (t *turn) askBack(c conclusion) conclusion {
	t.item(notice.Item{Title: "Something in your message is unclear", State: notice.NeedsYou, Understood: t.understood(), Problems: t.reading.Questions,
		Outcome: "Nothing has been done yet.", Next: "Answer this mail with what you mean."})
	c.Outcome, c.Because, c.Answer = Asked, "It contradicts itself; the sender was asked.", t.mail(notice.KindDetailsNeeded)
	return c
}

// understood is what was read of the first guest, for an answer that has no request to show.
func (t *turn) understood() []notice.Line {
	if len(t.reading.Guests) == 0 {
		return nil
	}
	return notice.Understood(noticeRequest(t.reading.Guests[0], t.reading.Intent == understand.RequestExtension))
}

func noticeRequest(g understand.Guest, extension bool) notice.Request {
	r := notice.Request{Extension: extension, AccountID: deref(g.AccountID), RoleNumber: deref(g.HSR),
		Guest: notice.Guest{GivenName: deref(g.GivenName), FamilyName: deref(g.FamilyName), PersonalEmail: deref(g.Email), HUID: deref(g.HUID), Affiliation: deref(g.Affiliation), Role: deref(g.Role)}}
	if d := day(g.StartsOn); d != nil {
		r.StartsOn = *d
	}
	if d := day(g.ExpiresOn); d != nil {
		r.ExpiresOn = *d
	}
	return r
}

// noticeFacts is a request of the API as mails show it.
func noticeFacts(r *api.RequestFacts) notice.Request {
	n := notice.Request{Number: r.Number, Extension: r.Kind == api.RequestKindExtension, Status: string(r.Status), StartsOn: deref(r.StartsOn), ExpiresOn: deref(r.ExpiresOn)}
	if r.Guest != nil {
		n.Guest = notice.Guest{GivenName: deref(r.Guest.GivenName), FamilyName: deref(r.Guest.FamilyName), PersonalEmail: deref(r.Guest.PersonalEmail), HUID: deref(r.Guest.Huid), Affiliation: deref(r.Guest.Affiliation)}
	}
	if r.Account != nil {
		n.AccountID = r.Account.AccountId
	}
	return n
}

// refuse answers that the sender may not do what they ask, and who may.
func (t *turn) refuse(c *conclusion, title, why, next string) {
	t.item(notice.Item{Title: title, State: notice.Refused, Understood: t.understood(), Outcome: why, Next: next})
	c.Outcome, c.Because, c.Answer = Refused, why, t.mail(notice.KindRequestDenied)
}

// report adds the item that tells what became of a request, and remembers it for replies.
func (t *turn) report(r *api.RequestFacts, mistakes []*api.Mistake, asked understand.Guest, extension bool) Outcome {
	title := "New account for " + orGuest(asked)
	if extension {
		title = "Extension for " + orGuest(asked)
	}
	if len(mistakes) > 0 {
		i := notice.Item{Title: title, State: notice.Refused, Understood: notice.Understood(noticeRequest(asked, extension)), Outcome: "This could not be done:", Next: nextAfter(mistakes)}
		for _, m := range mistakes {
			i.Problems = append(i.Problems, m.Message)
		}
		t.item(i)
		t.remember(r)
		return Asked
	}
	t.remember(r)
	facts := noticeFacts(r)
	if extension {
		title = "Extension for " + facts.Guest.Name()
	} else if r.Guest != nil {
		title = "New account for " + facts.Guest.Name()
	}
	i := notice.Item{Title: fmt.Sprintf("%s (%s)", title, r.Number), Understood: notice.Understood(facts)}
	outcome := statusItem(&i, r, facts)
	t.item(i)
	return outcome
}

// statusItem says how a request stands, and what the reader should do now.
func statusItem(i *notice.Item, r *api.RequestFacts, facts notice.Request) Outcome {
	var holds []string
	for _, hold := range r.Holds {
		holds = append(holds, hold.Message)
	}
	i.Problems = nil
	i.Outcome, i.State = strings.Join(holds, " "), notice.Waiting
	switch r.Status {
	case api.RequestStatusFulfilled:
		i.State = notice.Done
		if facts.Extension {
			i.Outcome = fmt.Sprintf("Done: the account %s now ends on %s.", facts.AccountID, facts.ExpiresOn.Spelt())
		} else {
			i.Outcome = fmt.Sprintf("Done: the account %s is made, until %s. The guest has the message “Activate your HMS account”, and you have a copy.", facts.AccountID, facts.ExpiresOn.Spelt())
		}
		return Acted
	case api.RequestStatusNeedsDetails:
		i.State, i.Next = notice.NeedsYou, "Answer this mail with what is missing."
		return Asked
	case api.RequestStatusAwaitingRole:
		i.State, i.Next = notice.NeedsYou, "Set up or extend the role in the HSR Portal. Nothing more is needed here: this goes on by itself. Or answer this mail with another last day."
		return Acted
	case api.RequestStatusAwaitingAcademicAffairs:
		i.Outcome = "Sent on to Wyss HR and Academic Affairs, who decide on requests of Wyss staff and affiliates. You hear from us when they have."
		return Routed
	case api.RequestStatusAwaitingSponsor:
		i.Outcome = "The sponsor has been asked to approve it."
		return Acted
	case api.RequestStatusAwaitingServiceDesk:
		return Acted
	case api.RequestStatusDenied, api.RequestStatusCancelled, api.RequestStatusLapsed:
		i.State, i.Outcome = notice.Refused, "It is closed: "+strings.ToLower(strings.ReplaceAll(string(r.Status), "_", " "))+"."
		if note := deref(r.DecisionNote); note != "" {
			i.Outcome += " " + note
		}
	}
	return Acted
}

// nextAfter says what mends the commonest mistakes.
func nextAfter(mistakes []*api.Mistake) string {
	for _, m := range mistakes {
		switch m.Code {
		case api.UserErrorCodeSponsorNotEligible:
			return "Ask a sponsor who is HMS faculty or staff to write to us."
		case api.UserErrorCodeGuestNotEligible:
			return ""
		}
	}
	return "Answer this mail with what should change."
}

func orGuest(g understand.Guest) string {
	if name := words(g.GivenName, g.FamilyName); name != "" {
		return name
	}
	if g.AccountID != nil {
		return *g.AccountID
	}
	if g.Email != nil {
		return *g.Email
	}
	return "your guest"
}

// worst is the outcome that most needs somebody, for an email that asked for several things.
func worst(outcomes []Outcome) Outcome {
	for _, o := range []Outcome{Asked, Routed, Acted} {
		for _, have := range outcomes {
			if have == o {
				return o
			}
		}
	}
	return Answered
}

// kindFor is the notice's kind that fits an outcome.
func kindFor(o Outcome) notice.Kind {
	switch o {
	case Asked:
		return notice.KindDetailsNeeded
	case Routed:
		return notice.KindRoutedToAcademicAffairs
	case Refused:
		return notice.KindRequestDenied
	default:
		return notice.KindRequestReceived
	}
}

// help explains how this works.
func (t *turn) help(c *conclusion) {
	t.answer.Topics = []notice.Topic{notice.TopicHow}
	text := strings.ToLower(t.msg.Subject + " " + t.msg.Text)
	if strings.Contains(text, "digital library") || strings.Contains(text, "journal") {
		t.answer.Topics = []notice.Topic{notice.TopicDigitalLibrary}
	}
	if strings.Contains(text, "wyss") {
		t.answer.Topics = append(t.answer.Topics, notice.TopicWyss)
	}
	c.Outcome, c.Because, c.Answer = Answered, "It asks how this works.", t.mail(notice.KindHelp)
}

// describe is what was understood, in a few words for the console.
func describe(r understand.Reading) string {
	what := strings.ReplaceAll(string(r.Intent), "_", " ")
	if r.Screen != "accept" {
		return strings.ReplaceAll(string(r.Screen), "_", " ")
	}
	var names []string
	for _, g := range r.Guests {
		name := orGuest(g)
		if g.ExpiresOn != nil {
			name += " until " + g.ExpiresOn.String()
		}
		names = append(names, name)
	}
	if len(names) > 0 {
		what += " for " + strings.Join(names, ", ")
	}
	if r.Route == understand.Wyss {
		what += " (Wyss)"
	}
	return what
}

// supplies reports that an email which reads like a new request completes one: it replies to our
// mail about a request that is still open.
func (t *turn) supplies() bool { return t.to.Kind == token.Request && len(t.reading.Guests) <= 1 }
