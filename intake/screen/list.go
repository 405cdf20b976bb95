package screen

import (
	"strings"

	"github.com/guestd/guestd/intake/message"
)

// strongListSigns are the fields of RFC 2369 and 2919 and of the list programs before
// them, which only list software and bulk senders write; an automatic *reply* does not
// carry List-Id.
var strongListSigns = []string{"List-Id", "List-Post", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Help", "List-Subscribe", "List-Owner", "List-Archive", "Mailing-List", "X-Mailing-List", "X-Mailman-Version", "X-Beenthere", "X-Google-Group-Id", "X-Listprocessor-Version", "X-Listserver"}

// weakListSigns are read after the signs of an automatic answer.
var weakListSigns = []string{"Feedback-Id", "X-Campaign", "X-Campaign-Id", "X-Campaignid", "X-Mailer-Campaign", "X-Mc-User", "X-Csa-Complaints", "Precedence", "Return-Path"}

// list knows mail to many by such a field.
func list(signs []string) func(*message.Message) (Verdict, string) {
	return func(m *message.Message) (Verdict, string) {
		// A list's field on an automatic answer is left over from what it answers.
		if v := strings.ToLower(m.Header("Auto-Submitted")); strings.HasPrefix(v, "auto-replied") {
			return "", ""
		}
		for _, name := range signs {
			if m.HasHeader(name) && bulkField(name, strings.ToLower(m.Header(name))) {
				return MailingList, name + " marks it as list or bulk mail"
			}
		}
		return "", ""
	}
}

// bulkField: two fields stand on other mail, too, and their value must say that it is
// bulk: Precedence, and the envelope sender, which list programs make the list's own
// address for bounces ("owner-x@", "x-bounces+…@").
func bulkField(name, value string) bool {
	switch name {
	case "Precedence":
		return value == "bulk" || value == "list" || value == "junk"
	case "Return-Path":
		box, _, _ := strings.Cut(strings.Trim(value, "<> "), "@")
		return strings.HasPrefix(box, "owner-") || strings.HasSuffix(box, "-bounces") || strings.Contains(box, "-bounces+")
	}
	return true
}
