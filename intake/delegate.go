package intake

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/guestd/guestd/intake/api"
	"github.com/guestd/guestd/intake/trust"
	"github.com/guestd/guestd/intake/understand"
	"github.com/guestd/guestd/internal/mail/notice"
)

// A delegate is a proven sender who writes for a sponsor: an administrator, an assistant, a
// colleague. They may ask for whatever a sponsor asks about guests; the sponsor confirms it behind a
// link, and then it is done in the sponsor's name and with the sponsor's rights, which are checked
// then. Who counts (docs/decisions/0012-delegates.md):
//
//   - whoever is in the staff directory by the address they write from, or
//   - whose address is of the same organisation as the sponsor's in the directory: many
//     administrators are not in it.
//
// For anybody else nothing is sent to the sponsor, so that no outsider can have mail sent to staff,
// nor learn by a Harvard ID who is.

// delegated treats what the sender asks in another's name. It reports whether the email does.
func (t *turn) delegated(c *conclusion) (bool, error) {
	huid, name := deref(t.reading.SponsorHUID), deref(t.reading.SponsorName)
	switch {
	case t.byDelegate(): // the sponsor has spoken
		return false, nil
	case !delegable[t.reading.Intent], t.sender.Sponsor == nil && t.asksForThemself():
		return false, nil
	case t.sender.Sponsor != nil && (huid == t.sender.Sponsor.Huid || huid == "" && (name == "" || strings.EqualFold(name, t.sender.Sponsor.Name))),
		huid == "" && name == "":
		return false, nil
	}
	if t.email.ConfirmedAt != nil {
		// Its writer said that it is theirs, by a link; that makes it theirs, and not the sponsor's.
		t.refuse(c, "Request in a sponsor's name", "Your email did not prove by itself that it came from you, and without that we ask no sponsor to confirm what is written in their name. Nothing has been done.",
			"Send it again from your address at work, or ask the sponsor to write to us.")
		c.Because = "It is written in a sponsor's name, and its sender is not proven by the email itself."
		return true, nil
	}
	if huid == "" {
		t.askWhoseName(c, name)
		return true, nil
	}
	sponsor, found, err := t.directoryEntry(huid)
	if err != nil {
		return false, err
	}
	switch staff := t.is(api.RoleSponsor); {
	case !staff && (!found || t.sender.Sponsor != nil || !trust.SameOrganisation(t.as, sponsor.Email)):
		t.refuseDelegate(c) // those whom the directory has as gone among them
		return true, nil
	case !found:
		t.item(notice.Item{Title: "Request for the sponsor " + huid, State: notice.NeedsYou, Understood: t.understood(), Outcome: "Nothing has been done yet: the staff directory has nobody with the Harvard ID " + huid + ".",
			Next: "Check the sponsor's Harvard ID, and send the request again."})
		c.Outcome, c.Because, c.Answer = Asked, "It names a sponsor whom the directory does not have.", t.mail(notice.KindDetailsNeeded)
		return true, nil
	case t.reading.Intent != understand.RequestAccount && len(t.reading.Questions) > 0:
		t.askBack(c)
		return true, nil
	case t.reading.Intent != understand.RequestAccount && !t.namesGuests():
		t.item(notice.Item{Title: "Request in the name of " + sponsor.Name, State: notice.NeedsYou, Understood: t.understood(), Outcome: "Nothing has been done yet.", Problems: []string{"It is not clear which guest you mean."},
			Next: "Answer this mail with the guest's name or account ID, and " + sponsor.Name + " is asked to confirm it."})
		c.Outcome, c.Because, c.Answer = Asked, "It is written in another sponsor's name, and names no guest.", t.mail(notice.KindDetailsNeeded)
		return true, nil
	}
	return true, t.askSponsor(c, sponsor)
}

// delegable are the intents that a delegate may have. Deciding stays with whoever was asked, and how
// things stand is not shown to others.
var delegable = map[understand.Intent]bool{
	understand.RequestAccount: true, understand.RequestExtension: true, understand.EndAccount: true, understand.ResendActivation: true,
}

// asksForThemself: a guest who names their sponsor asks about their own account, and who is at the
// Wyss Institute without being in the directory asks Academic Affairs.
func (t *turn) asksForThemself() bool {
	if t.reading.Intent == understand.RequestAccount {
		return t.reading.Route == understand.Wyss
	}
	return t.sender.Guest != nil
}

// namesGuests reports that the text itself says whose account is meant, each time. What the email
// replies to tells a sponsor who is asked to confirm it nothing.
func (t *turn) namesGuests() bool {
	for _, g := range t.reading.Guests {
		if g.AccountID == nil && !named(&g) {
			return false
		}
	}
	return len(t.reading.Guests) > 0
}

// askSponsor asks the sponsor to confirm, and tells the delegate so.
func (t *turn) askSponsor(c *conclusion, sponsor notice.Person) error {
	if because, err := t.holdConfirmation(sponsor.Email); err != nil || because != "" {
		c.quarantine(because)
		return err
	}
	t.item(notice.Item{Title: "Request in the name of " + sponsor.Name, State: notice.Waiting, Understood: t.understood(),
		Outcome: sponsor.Name + " has been asked to confirm it. Nothing is done before; then you get a copy of the answer."})
	receipt := t.mail(notice.KindRequestReceived)
	receipt.Once = fmt.Sprintf("receipt %d", t.email.ID) // the answer comes when it is confirmed
	t.confirmWith(c, sponsor)
	c.Others = append(c.Others, *receipt)
	c.Because = "It is written in another sponsor's name; that sponsor was asked to confirm it."
	return nil
}

// askWhoseName asks for the Harvard ID of a sponsor who is named alone: names are no proof of who is
// meant, and people share them. An outsider is refused as with the number.
func (t *turn) askWhoseName(c *conclusion, name string) {
	if !t.is(api.RoleSponsor) && !trust.SameOrganisation(t.as, t.Mailbox) {
		t.refuseDelegate(c)
		return
	}
	t.item(notice.Item{Title: "Request in the name of " + name, State: notice.NeedsYou, Understood: t.understood(), Outcome: "Nothing has been done yet: a sponsor confirms what others write for them, and is known to us by Harvard ID.",
		Next: "Answer this mail with the Harvard ID of " + name + ", eight digits, as “sponsor's HUID: …”. Or have them write to us."})
	c.Outcome, c.Because, c.Answer = Asked, "It is written in another sponsor's name, without their Harvard ID.", t.mail(notice.KindDetailsNeeded)
}

// refuseDelegate says the same whether or not the directory has the sponsor.
func (t *turn) refuseDelegate(c *conclusion) {
	t.refuse(c, "Request in a sponsor's name", "We take what is written in a sponsor's name only from people of the sponsor's own organisation, and your address, "+t.as+", does not show that you are one. Nothing has been done, and nobody else was told.",
		"Ask the sponsor to write to us. Or, if you work with them, write from your address at work and give the sponsor's Harvard ID.")
	c.Because = "It is written in a sponsor's name by somebody who is neither in the directory nor of the sponsor's organisation."
}

// directoryEntry is the person whom the directory has under a Harvard ID, unless they have left. It
// is read here, and not by the API: there the sender may see themself alone, and the bot by itself
// nobody.
func (t *turn) directoryEntry(huid string) (p notice.Person, found bool, err error) {
	err = t.db.GetContext(t.ctx, &p, `SELECT name, email FROM sponsors WHERE huid = $1 AND active`, huid)
	if errors.Is(err, sql.ErrNoRows) {
		return p, false, nil
	}
	if err != nil {
		return p, false, fmt.Errorf("who is the sponsor: %w", err)
	}
	return p, true, nil
}

// byDelegate reports an email that a sponsor has confirmed and somebody else wrote. Their address is
// proven: nobody but its owner is asked to confirm what an unproven sender wrote (askForConfirmation),
// so another's confirmation was asked for a sender who had been weighed as proven, DKIM and all.
func (t *turn) byDelegate() bool {
	return t.email.ConfirmedAt != nil && !strings.EqualFold(t.writer, t.as)
}

// copyToWriter gives a delegate a copy of what the sponsor is answered.
func (t *turn) copyToWriter(c *conclusion) {
	if t.byDelegate() && c.Answer != nil {
		c.Answer.Notice.Cc = append(c.Answer.Notice.Cc, notice.Person{Name: t.msg.Sender().Name, Email: t.writer})
	}
}
