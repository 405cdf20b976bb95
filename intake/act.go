package intake

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/screen"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/calendar"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/token"
)

// act does what a proven sender asks, through the API and with their rights, and answers.
func (h *Handler) act(t *turn, c conclusion) (conclusion, error) {
	if err := t.begin(); err != nil {
		return c, err
	}
	c.reread(t.reading)
	remark := t.to.kind == notice.KindExpiryReminder && !isThanks(ownWords(t.reading))
	unread := t.asksByAttachment()
	if screen.Unattended(t.as) && !t.known() {
		c.Outcome, c.Because = Ignored, "Nobody reads what is sent to its sender, so it is not answered."
		return c, nil
	}
	if alike, err := t.lookAlike(); err != nil || alike {
		c.Outcome, c.Because = Refused, becauseAlike
		return c, err
	}
	if t.reading.Intent == understand.NoIntent && !t.inConversation() && !remark && !unread && !t.unclearAnswer() {
		c.Outcome, c.Because = Ignored, "It asks for nothing."
		return c, nil
	}
	if because, err := t.holdAnswer(); err != nil || because != "" {
		c.quarantine(because)
		return c, err
	}
	if unread {
		t.answerUnread(&c)
		return c, nil
	}
	if passed, err := t.converse(&c); passed || err != nil {
		return c, err
	}
	if done, err := t.delegated(&c); done || err != nil {
		return c, err
	}
	err := t.do(&c)
	t.copyToWriter(&c)
	return c, err
}

// do does what the email asks for.
func (t *turn) do(c *conclusion) error {
	if !t.known() && t.toRequest == nil && t.reading.Intent != understand.Help && !(t.reading.Intent == understand.RequestAccount && t.reading.Route == understand.Wyss) {
		t.refuse(c, "Your email about guest accounts", "Neither the staff directory nor our records know you by the address "+t.as+".", "Write from your HMS address, or ask the person whom you visit.")
		c.Because = "Neither the staff directory nor our records know the sender's address."
		return nil
	}
	switch {
	case t.reading.Tangled:
		t.askApart(c)
		return nil
	case len(t.reading.Wishes) > 0:
		return t.doWishes(c)
	}
	return t.doOne(c)
}

// doOne does the one thing that the reading has.
func (t *turn) doOne(c *conclusion) error {
	switch t.reading.Intent {
	case understand.RequestAccount:
		if t.supplies() {
			return t.supply(c)
		}
		return t.requestAccounts(c)
	case understand.SupplyDetails:
		return t.supply(c)
	case understand.RequestExtension:
		return t.extend(c)
	case understand.EndAccount:
		return t.end(c)
	case understand.ResendActivation:
		return t.resend(c)
	case understand.Approve, understand.Deny:
		if t.to.Kind == token.Account {
			return t.answerReminder(c)
		}
		return t.decide(c)
	case understand.Status:
		return t.standing(c)
	case understand.NoIntent:
		if t.to.Kind == token.Account {
			return t.answerReminder(c)
		}
		if t.unclearAnswer() {
			t.askAgain(c)
			return nil
		}
		c.Outcome, c.Because = Ignored, "It asks for nothing." // thanks, in a conversation
		return nil
	default:
		t.help(c)
		return nil
	}
}

// askBack asks about what contradicts itself, rather than guess. An answer about more time is about
// what this email was about.
func (t *turn) askBack(c *conclusion) {
	if !t.namesGuest() && t.reading.Intent != understand.EndAccount {
		t.remember(t.toRequest)
		if t.to.Kind == token.Account {
			t.about, t.ask = t.to.Object, token.Extend
		}
	}
	understood := t.understood()
	if len(understood) == 0 && t.toRequest != nil {
		understood = understoodOf(t.toRequest)
	}
	t.item(notice.Item{Title: "Something in your message is unclear", State: notice.NeedsYou, Understood: understood, Problems: t.questions(),
		Outcome: "Nothing has been done yet.", Next: "Answer this mail with what you mean."})
	c.Outcome, c.Because, c.Answer = Asked, "It contradicts itself; the sender was asked.", t.mail(notice.KindDetailsNeeded)
}

// questions are the contradictions in the email.
func (t *turn) questions() []string { return spelt(t.reading.Questions) }

// spelt makes a sentence of each question of a reading, with its days spelt out.
func spelt(questions []string) []string {
	var list []string
	for _, q := range questions {
		q = isoDay.ReplaceAllStringFunc(q, func(day string) string {
			if d, err := calendar.Parse(day); err == nil {
				return d.Spelt()
			}
			return day
		})
		if first, size := utf8.DecodeRuneInString(q); size > 0 {
			q = string(unicode.ToUpper(first)) + q[size:]
		}
		if !strings.HasSuffix(q, ".") && !strings.HasSuffix(q, "?") {
			q += "."
		}
		list = append(list, q)
	}
	return list
}

var isoDay = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)

// understood is what was read of the guests, for an answer that has no request to show.
func (t *turn) understood() []notice.Line {
	var lines []notice.Line
	for _, g := range t.reading.Guests {
		lines = append(lines, notice.Understood(noticeRequest(g, t.reading.Intent == understand.RequestExtension))...)
	}
	return lines
}

// understoodOf is a request as it stands. The guest's Harvard ID is nothing that the sender told.
func understoodOf(r *api.RequestFacts) []notice.Line {
	facts := noticeFacts(r)
	facts.Guest.HUID = ""
	return notice.Understood(facts)
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
	n := notice.Request{Number: r.Number, Extension: r.Kind == api.RequestKindExtension, Status: string(r.Status), RoleNumber: deref(r.HsrNumber), StartsOn: deref(r.StartsOn), ExpiresOn: deref(r.ExpiresOn)}
	if r.Guest != nil {
		n.Guest = notice.Guest{GivenName: deref(r.Guest.GivenName), FamilyName: deref(r.Guest.FamilyName), PersonalEmail: deref(r.Guest.PersonalEmail),
			HUID: deref(r.Guest.Huid), Affiliation: deref(r.Guest.Affiliation), Role: deref(r.Guest.Role)}
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

// what names a request for a title.
func what(r notice.Request) string {
	if r.Extension {
		return "Extension for " + r.Guest.Name()
	}
	return "New account for " + r.Guest.Name()
}

// report adds the item that tells what became of a request, and remembers it for replies.
func (t *turn) report(r *api.RequestFacts, mistakes []*api.Mistake, asked understand.Guest, extension bool) Outcome {
	t.remember(r)
	if len(mistakes) > 0 {
		title := "New account for " + orGuest(asked)
		if extension {
			title = "Extension for " + orGuest(asked)
		}
		i := notice.Item{Title: title, State: notice.Refused, Understood: notice.Understood(noticeRequest(asked, extension)), Outcome: "This could not be done:", Next: nextAfter(mistakes, r, asked)}
		for _, m := range mistakes {
			i.Problems = append(i.Problems, m.Message)
		}
		t.item(i)
		if final(mistakes) {
			return Refused
		}
		return Asked
	}
	facts := noticeFacts(r)
	if asked.HUID == nil {
		facts.Guest.HUID = "" // found by the address: nothing that the sender told, nor theirs to know
	}
	i := notice.Item{Title: fmt.Sprintf("%s (%s)", what(facts), r.Number), Understood: notice.Understood(facts)}
	outcome := t.statusItem(&i, r, facts)
	if r.Status == api.RequestStatusNeedsDetails {
		i.Problems = t.questions()
	}
	t.item(i)
	return outcome
}

// statusItem says how a request stands, and what the reader should do now.
func (t *turn) statusItem(i *notice.Item, r *api.RequestFacts, facts notice.Request) Outcome {
	holds := make([]string, len(r.Holds))
	for n, hold := range r.Holds {
		holds[n] = hold.Message
	}
	i.Outcome, i.State = strings.Join(holds, " "), notice.Waiting
	switch r.Status {
	case api.RequestStatusFulfilled:
		i.State, i.Outcome = notice.Done, t.fulfilled(r, facts)
		return Acted
	case api.RequestStatusNeedsDetails:
		i.State, i.Next = notice.NeedsYou, "Answer this mail with what is missing. A few words are enough."
		return Asked
	case api.RequestStatusAwaitingRole:
		i.State, i.Next = notice.NeedsYou, "Go to the HSR Portal ("+t.Links.HSRPortal+"). Nothing more is needed here."
		for _, hold := range r.Holds {
			if hold.Reason == api.HoldReasonRoleEndsTooSoon {
				i.Next += " Or answer this mail with a nearer last day."
			}
		}
		return Acted
	case api.RequestStatusAwaitingAcademicAffairs:
		i.Outcome = "Sent on to " + academicAffairs + ", who decide on requests of Wyss staff and affiliates. You hear from us when they have."
		for n, hold := range r.Holds {
			if hold.Reason != api.HoldReasonAcademicAffairsDecision {
				i.Problems = append(i.Problems, holds[n])
			}
		}
		if len(i.Problems) > 0 {
			i.Outcome += " Besides their decision it waits for this:"
		}
		return Routed
	case api.RequestStatusAwaitingSponsor:
		i.Outcome = "Your sponsor has been asked to approve it. You hear from us when they have."
		if r.Sponsor != nil {
			i.Outcome = r.Sponsor.Name + ", your sponsor, has been asked to approve it. You hear from us when they have."
		}
		return Acted
	case api.RequestStatusDenied, api.RequestStatusCancelled, api.RequestStatusLapsed:
		i.State, i.Outcome = notice.Refused, "It is closed: "+strings.ToLower(string(r.Status))+"."
		if note := deref(r.DecisionNote); note != "" {
			i.Outcome += " " + note
		}
	}
	return Acted
}

// fulfilled says what was done: the sponsor has a copy of the activation message, nobody else.
func (t *turn) fulfilled(r *api.RequestFacts, facts notice.Request) string {
	if facts.Extension {
		return fmt.Sprintf("Done: the account %s now ends on %s.", facts.AccountID, facts.ExpiresOn.Spelt())
	}
	if facts.AccountID == "" { // a decider does not see every account
		return fmt.Sprintf("Done: %s has an HMS account until %s.", facts.Guest.Name(), facts.ExpiresOn.Spelt())
	}
	done := fmt.Sprintf("Done: %s has the HMS account %s until %s. The message “Activate your HMS account” goes to %s", facts.Guest.Name(), facts.AccountID, facts.ExpiresOn.Spelt(), facts.Guest.PersonalEmail)
	if t.sponsors(r) {
		return done + ", with a copy to you."
	}
	return done + "."
}

// final reports mistakes that no answer of the sender's could mend.
func final(mistakes []*api.Mistake) bool {
	for _, m := range mistakes {
		if m.Code == api.UserErrorCodeSponsorNotEligible || m.Code == api.UserErrorCodeGuestNotEligible {
			return true
		}
	}
	return false
}

// nextAfter says what mends the commonest mistakes.
func nextAfter(mistakes []*api.Mistake, inTheWay *api.RequestFacts, asked understand.Guest) string {
	next := "Answer this mail with what should change."
	for _, m := range mistakes {
		switch m.Code {
		case api.UserErrorCodeSponsorNotEligible:
			return "Ask somebody who is Harvard Medical School faculty or staff to write to us as the sponsor."
		case api.UserErrorCodeGuestNotEligible:
			return ""
		case api.UserErrorCodeConflict:
			switch {
			case inTheWay != nil:
				next = "To add to " + inTheWay.Number + " or correct it, answer this mail."
			case asked.ExpiresOn != nil:
				next = fmt.Sprintf("To extend it, write: extend %s to %s.", orGuest(asked), day(asked.ExpiresOn).Spelt())
			}
		case api.UserErrorCodeWrongState:
			next = ""
		}
	}
	return next
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
	for _, o := range []Outcome{Asked, Routed, Acted, Refused} {
		if slices.Contains(outcomes, o) {
			return o
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
	text := strings.ToLower(t.msg.Subject + " " + ownWords(t.reading))
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
	if len(r.Wishes) > 0 {
		parts := make([]string, len(r.Wishes))
		for i, wish := range r.Wishes {
			parts[i] = describe(wish)
		}
		return strings.Join(parts, "; ")
	}
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
func (t *turn) supplies() bool {
	return t.toRequest != nil && open(t.toRequest.Status) && len(t.reading.Guests) <= 1 && aboutGuestOf(t.reading.Guests, t.toRequest)
}
