package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/message"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/mail/notice"
	"github.com/guestd/guestd/internal/mail/token"
)

// Subjects that say what a mail of ours asks, as the reading knows it. What an email replies to is
// known here for certain, by its token or Message-ID; the reading sees the message alone, and a
// short answer without its quote ("June 30", "fine with me") means nothing by itself.
const (
	asksForDetails  = "Re: Details needed"
	asksForDecision = "Re: Decision needed"
	asksToExtend    = "Re: Account expires on"
)

// readAsReply finds the request that the email replies about, and reads the email again in the
// light of what that mail asked.
func (t *turn) readAsReply() error {
	if err := t.heedNumbers(); err != nil {
		return err
	}
	switch t.to.Kind {
	case token.Request:
		r, err := t.requestBehind(t.to.ID)
		if err != nil || r == nil {
			return err
		}
		t.toRequest = r
		first := t.reading
		// Whoever our mail was passed on to was not asked to decide: "yes" is no decision of theirs.
		if asked := t.askedBy(r); t.to.theirs || asked != asksForDecision {
			t.readAfter(asked)
		}
		if len(first.RequestNumbers) > 0 && t.reading.Intent == understand.NoIntent {
			t.reading = first // it names the request itself, and means what it says
		}
	case token.Account:
		if t.to.kind != notice.KindActivation { // "I lost the code" is no answer to "extend?"
			t.readAfter(asksToExtend)
		}
	case token.InboundEmail:
		return t.readWithEarlier()
	}
	return nil
}

// readWithEarlier reads an answer to our answer to an email that was about several things, or
// about nothing that could be done.
func (t *turn) readWithEarlier() error {
	requests, err := t.requestsOfEmail(t.to.ID)
	if err != nil {
		return err
	}
	if len(requests) > 0 {
		t.readAboutOneOf(requests)
		return nil
	}
	return t.readWithAsked()
}

// readAboutOneOf finds which of several requests an answer is about: the one whose guest it names,
// else the only one that needs anything.
func (t *turn) readAboutOneOf(requests []*api.RequestFacts) {
	var waiting []*api.RequestFacts
	for _, r := range requests {
		if r.Status == api.RequestStatusNeedsDetails || r.Status == api.RequestStatusAwaitingRole {
			waiting = append(waiting, r)
		}
	}
	if len(waiting) == 0 {
		return
	}
	before := t.reading
	t.readAfter(asksForDetails)
	if t.reading.Intent != understand.SupplyDetails {
		t.reading = before
		return
	}
	own := strings.ToLower(ownWords(t.reading))
	var named, needing []*api.RequestFacts
	for _, r := range waiting {
		if r.Guest != nil && (mentions(own, r.Guest.GivenName) || mentions(own, r.Guest.FamilyName)) {
			named = append(named, r)
		}
		if r.Status == api.RequestStatusNeedsDetails {
			needing = append(needing, r)
		}
	}
	for _, one := range [][]*api.RequestFacts{named, needing} {
		if len(one) == 1 {
			t.toRequest = one[0]
			return
		}
	}
}

// mentions reports that a text in lower case has a name in it.
func mentions(text string, name *string) bool {
	return name != nil && len(*name) > 1 && strings.Contains(text, strings.ToLower(*name))
}

// askedBy is what a mail about the request asks of the sender.
func (t *turn) askedBy(r *api.RequestFacts) string {
	switch r.Status {
	case api.RequestStatusAwaitingAcademicAffairs:
		if t.is(api.RoleAcademicAffairs) {
			return asksForDecision
		}
	case api.RequestStatusAwaitingSponsor:
		if t.sponsors(r) {
			return asksForDecision
		}
	}
	if !open(r.Status) {
		if r.Account == nil {
			return ""
		}
		return asksToExtend
	}
	if r.Kind == api.RequestKindExtension {
		return asksToExtend
	}
	return asksForDetails
}

// sponsors reports that the sender is the request's sponsor.
func (t *turn) sponsors(r *api.RequestFacts) bool {
	return r != nil && r.Sponsor != nil && t.sender.Sponsor != nil && r.Sponsor.Huid == t.sender.Sponsor.Huid
}

// readAfter reads the email again as an answer to a mail of ours that asked this, unless it asks
// for something of its own.
func (t *turn) readAfter(asked string) {
	if asked == "" {
		return
	}
	first := t.reading
	if (len(first.Wishes) > 0 || first.Tangled) && asked != asksForDecision {
		return // it asks for several things of its own
	}
	switch first.Intent {
	case understand.EndAccount, understand.ResendActivation:
		return
	case understand.RequestAccount:
		if len(first.Guests) > 1 {
			return
		}
	}
	second := t.readUnder(asked)
	if asked == asksForDetails && !tells(second) {
		// A day by itself is the last day of access: no other is ever missing.
		if until := t.readUnder(asksToExtend); until.Intent == understand.RequestExtension && approvedUntil(until) != nil {
			second.Intent, second.IntentReason, second.Guests = understand.SupplyDetails, "it answers our question with a day", []understand.Guest{{ExpiresOn: approvedUntil(until)}}
		}
	}
	switch {
	case second.Intent == understand.SupplyDetails && !tells(second) && len(second.Questions) > 0:
		// a day that can't be is the answer, and asked about
	case second.Intent == understand.SupplyDetails && !tells(second):
		if first.Intent == understand.RequestAccount || first.Intent == understand.RequestExtension {
			second.Intent = understand.NoIntent // "could you make it longer?" tells nothing that could be filled in
		} else {
			second.Intent = first.Intent
		}
		second.IntentReason = "it answers our question, and tells nothing that was asked"
	case (first.Intent == understand.Help || first.Intent == understand.Status) && !tells(second):
		return
	}
	t.reading = second
}

// readUnder reads the email as if its subject were that.
func (t *turn) readUnder(subject string) understand.Reading {
	again := *t.msg
	again.Subject = subject
	reading := t.read(&again)
	reading.RequestNumbers = t.reading.RequestNumbers
	return reading
}

// tells reports that a reading has anything that completes or corrects a request.
func tells(r understand.Reading) bool {
	return len(r.Guests) > 0 && r.Guests[0] != (understand.Guest{})
}

// readWithAsked reads the answer to a question that we asked back about an email which made no
// request: what it tells completes or corrects what that email asked for.
func (t *turn) readWithAsked() error {
	if len(t.reading.Wishes) > 0 || t.reading.Tangled {
		return nil
	}
	earlier, err := loadAsked(t.ctx, t.db, t.to.ID, t.as)
	if err != nil || len(earlier) == 0 {
		return err
	}
	switch t.reading.Intent {
	case understand.NoIntent, understand.SupplyDetails, understand.Help, understand.Approve, understand.RequestExtension:
	default:
		return nil // it says by itself what it asks
	}
	msg, err := message.Parse(earlier)
	if err != nil {
		return nil // what was unreadable is no help
	}
	asked := t.read(msg)
	if asked.Intent == understand.NoIntent || len(asked.Guests) > 1 || len(asked.Wishes) > 0 || asked.Tangled || (t.reading.Intent == understand.RequestExtension && asked.Intent != understand.RequestExtension && asked.Intent != understand.RequestAccount) {
		return nil
	}
	told := t.readUnder(asksForDetails)
	if until := t.readUnder(asksToExtend); approvedUntil(told) == nil && approvedUntil(until) != nil {
		told.Guests = append(told.Guests, understand.Guest{})[:1]
		told.Guests[0].ExpiresOn = approvedUntil(until)
	}
	if !tells(told) {
		told.Guests = bareName(ownWords(t.reading))
	}
	if !tells(told) && told.SponsorHUID == nil {
		return nil
	}
	var guest understand.Guest
	if len(asked.Guests) > 0 {
		guest = asked.Guests[0]
	}
	if len(told.Guests) > 0 {
		if later := told.Guests[0]; asked.Intent != understand.RequestAccount && namesFully(later) {
			// whoever is named now is meant, and not partly the one who could not be found
			guest.GivenName, guest.FamilyName, guest.Email, guest.HUID, guest.AccountID = nil, nil, nil, nil, nil
		}
		overlay(&guest, told.Guests[0])
	}
	t.reading.Intent, t.reading.IntentReason = asked.Intent, "it answers what we asked back"
	t.reading.Route, t.reading.Guests, t.reading.Questions = asked.Route, []understand.Guest{guest}, told.Questions
	if t.reading.SponsorHUID == nil {
		t.reading.SponsorHUID, t.reading.SponsorName = asked.SponsorHUID, asked.SponsorName
	}
	return nil
}

// namesFully reports that an answer names somebody by itself: "Jane" may be the other half of a
// name that was told before.
func namesFully(g understand.Guest) bool {
	return g.AccountID != nil || g.Email != nil || g.HUID != nil || g.GivenName != nil && g.FamilyName != nil
}

// overlay puts what was told later over what was told before.
func overlay(g *understand.Guest, later understand.Guest) {
	for _, field := range []struct{ now, later **string }{
		{&g.GivenName, &later.GivenName}, {&g.FamilyName, &later.FamilyName}, {&g.Email, &later.Email}, {&g.Affiliation, &later.Affiliation},
		{&g.Role, &later.Role}, {&g.HUID, &later.HUID}, {&g.HSR, &later.HSR}, {&g.AccountID, &later.AccountID},
	} {
		if *field.later != nil {
			*field.now = *field.later
		}
	}
	if later.StartsOn != nil {
		g.StartsOn = later.StartsOn
	}
	if later.ExpiresOn != nil {
		g.ExpiresOn = later.ExpiresOn
	}
}

// bareName takes an answer of a few capitalised words and nothing else for a name, or an account
// ID: it is looked for among the sender's own guests, and so does no harm where it is none.
func bareName(own string) []understand.Guest {
	list := strings.Fields(strings.Trim(own, " .!\n"))
	if len(list) == 0 || len(list) > 4 {
		return nil
	}
	if len(list) == 1 && strings.IndexAny(list[0], "0123456789") > 0 {
		id := strings.ToLower(list[0])
		return []understand.Guest{{AccountID: &id}}
	}
	for _, w := range list {
		if first, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(first) && len(w) > 3 { // "van", "de" and "bin" are small
			return nil
		}
	}
	last := len(list) - 1
	given, family := strings.Join(list[:last], " "), list[last]
	return []understand.Guest{{GivenName: optional(given), FamilyName: &family}}
}

// ownWords is what the sender wrote themself, without greeting, quotes and signature.
func ownWords(r understand.Reading) string {
	var text strings.Builder
	for _, source := range r.Sources {
		if source.Name != "body" {
			continue
		}
		end := 0
		for _, span := range source.Spans {
			switch span.Kind {
			case understand.Own, understand.Form, understand.Table:
				if text.Len() > 0 {
					text.WriteString("\n")
					if strings.Count(source.Text[end:span.Start], "\n") > 1 {
						text.WriteString("\n")
					}
				}
				text.WriteString(source.Text[span.Start:span.End])
				end = span.End
			}
		}
	}
	return strings.TrimSpace(text.String())
}

// isThanks reports words that only say that a mail was welcome.
func isThanks(own string) bool {
	list := strings.Fields(strings.ToLower(own))
	if len(list) == 0 || len(list) > 8 || strings.Contains(own, "?") || strings.HasPrefix(list[0], "no") {
		return len(list) == 0
	}
	for _, w := range list {
		switch strings.Trim(w, ".,!:;") {
		case "thanks", "thank", "thx", "received", "noted", "great", "perfect", "wonderful", "appreciated":
			return true
		}
	}
	return false
}
