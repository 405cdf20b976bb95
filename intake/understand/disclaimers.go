package understand

import (
	"strings"

	"github.com/guestd/guestd/intake/phrase"
)

// disclaimerSigns are what legal notices under a mail say, in words that requests do not use.
var disclaimerSigns = phrase.Of("confidential", "privileged", "intended only", "intended recipient", "intended solely", "sole use", "in error", "unauthorized", "unauthorised", "this e-mail and any", "this email and any", "this message and any", "information in this e-mail", "information in this email", "information contained in this", "please consider the environment", "think before you print", "virus", "disclaimer", "please note: i am out", "views expressed", "do not click links", "caution: this email", "external email", "external sender", "outside of the organization", "outside the organization", "outside of your organization", "outside your organization", "click any links", "open any attachments", "[external]")

func markDisclaimers(lines []line) {
	for i := 0; i < len(lines); {
		j := i
		for j < len(lines) && !lines[j].blank() && lines[j].kind == Own {
			j++
		}
		if j == i {
			i++
			continue
		}
		low := strings.ToLower(joinLines(lines[i:j]))
		hits := disclaimerWords(low)
		if hits >= 2 || hits == 1 && (strings.Contains(low, "please consider the environment") || strings.HasPrefix(low, "confidential")) {
			for k := i; k < j; k++ {
				lines[k].kind = Disclaimer
			}
		}
		i = j
	}
	// The banner under which meeting invitations put how to join.
	for i := range lines {
		if lines[i].kind == Own && (strings.HasPrefix(lines[i].text, "Microsoft Teams meeting") || strings.Contains(lines[i].text, "Join Zoom Meeting")) {
			for k := i; k < len(lines); k++ {
				if lines[k].kind == Own {
					lines[k].kind = Disclaimer
				}
			}
		}
	}
}

// disclaimerWords counts the signs of a legal notice in a text of small letters.
func disclaimerWords(low string) int {
	return disclaimerSigns.Count(low)
}
