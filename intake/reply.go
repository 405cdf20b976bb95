package intake

import (
	"strings"

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
	switch t.to.Kind {
	case token.Request:
		r, err := t.requestBehind(t.to.ID)
		if err != nil || r == nil {
			return err
		}
		t.toRequest = r
		t.readAfter(t.askedBy(r))
	case token.Account:
		if t.to.kind != notice.KindActivation { // "I lost the code" is no answer to "extend?"
			t.readAfter(asksToExtend)
		}
	case token.InboundEmail:
		return t.readWithEarlier()
	}
	return nil
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

// readWithEarlier reads the answer to a question that we asked back about an email which made no
// request: both emails' own words together say what is meant.
func (t *turn) readWithEarlier() error {
	earlier, err := loadAsked(t.ctx, t.db, t.to.ID, t.as)
	if err != nil || len(earlier) == 0 {
		return err
	}
	switch t.reading.Intent {
	case understand.NoIntent, understand.SupplyDetails, understand.Help, understand.Approve:
	default:
		return nil // it says by itself what it asks
	}
	msg, err := message.Parse(earlier)
	if err != nil {
		return nil // what was unreadable is no help
	}
	before := t.read(msg)
	joined := *t.msg
	joined.Subject, joined.InReplyTo, joined.References = msg.Subject, nil, nil
	joined.Text = ownWords(before) + "\n\n" + ownWords(t.reading)
	if reading := t.read(&joined); reading.Intent != understand.NoIntent {
		t.reading = reading
	}
	return nil
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
	if len(list) == 0 || len(list) > 8 || strings.Contains(own, "?") {
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
