package intake

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/guestd/guestd/intake/trust"
	"github.com/guestd/guestd/internal/mail/notice"
)

// delegated treats a request that the sender makes for another sponsor: the sponsor confirms it,
// and the sender is told so. It reports whether the email is one.
func (t *turn) delegated(c *conclusion) (bool, error) {
	if t.email.ConfirmedAt != nil || t.sender.Sponsor == nil {
		return false, nil // confirmed already; or of somebody whose route is Academic Affairs
	}
	huid, name := t.reading.SponsorHUID, deref(t.reading.SponsorName)
	switch {
	case huid != nil && *huid != t.sender.Sponsor.Huid:
	case huid == nil && name != "" && !strings.EqualFold(name, t.sender.Sponsor.Name):
		t.item(notice.Item{Title: "Request in the name of " + name, State: notice.NeedsYou, Understood: t.understood(), Outcome: "Nothing has been done yet: a sponsor confirms what others write for them, and is known to us by Harvard ID.",
			Next: "Answer this mail with the Harvard ID of " + name + ", eight digits, as “sponsor's HUID: …”. Or have them write to us."})
		c.Outcome, c.Because, c.Answer = Asked, "It is written in another sponsor's name, without their Harvard ID.", t.mail(notice.KindDetailsNeeded)
		return true, nil
	default:
		return false, nil
	}
	sponsor, found, err := t.directoryEntry(*huid)
	if err != nil {
		return false, err
	}
	if !found {
		t.item(notice.Item{Title: "Request for the sponsor " + *huid, State: notice.NeedsYou, Understood: t.understood(), Outcome: "Nothing has been done yet: the staff directory has nobody with the Harvard ID " + *huid + ".",
			Next: "Check the sponsor's Harvard ID, and send the request again."})
		c.Outcome, c.Because, c.Answer = Asked, "It names a sponsor whom the directory does not have.", t.mail(notice.KindDetailsNeeded)
		return true, nil
	}
	t.item(notice.Item{Title: "Request in the name of " + sponsor.Name, State: notice.Waiting, Understood: t.understood(),
		Outcome: sponsor.Name + " has been asked to confirm it. Nothing is done before; then you get a copy of the answer."})
	receipt := t.mail(notice.KindRequestReceived)
	receipt.Once = fmt.Sprintf("receipt %d", t.email.ID) // the answer comes when it is confirmed
	t.confirmWith(c, sponsor.Name, sponsor.Email)
	c.Others = append(c.Others, *receipt)
	c.Because = "It is written in another sponsor's name; that sponsor was asked to confirm it."
	return true, nil
}

// directoryEntry is the person whom the directory has under a Harvard ID. It is read here, and not
// by the API: there the sender may see themself alone, and the bot by itself nobody.
func (t *turn) directoryEntry(huid string) (p notice.Person, found bool, err error) {
	err = t.db.GetContext(t.ctx, &p, `SELECT name, email FROM sponsors WHERE huid = $1`, huid)
	if errors.Is(err, sql.ErrNoRows) {
		return p, false, nil
	}
	if err != nil {
		return p, false, fmt.Errorf("who is the sponsor: %w", err)
	}
	return p, true, nil
}

// copyToWriter gives a delegate, whose own mail was proven, a copy of what the sponsor is answered.
func (t *turn) copyToWriter(c *conclusion) {
	if t.email.ConfirmedAt == nil || c.Answer == nil {
		return
	}
	verdict := trust.Judge(t.email.Raw, t.Trust)
	if verdict.Trust == trust.Verified && !strings.EqualFold(verdict.From, t.as) {
		c.Answer.Notice.Cc = append(c.Answer.Notice.Cc, notice.Person{Name: t.msg.Sender().Name, Email: verdict.From})
	}
}
