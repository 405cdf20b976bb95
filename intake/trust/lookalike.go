package trust

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/unicode/norm"
)

// LookAlike reports that a domain, or an address's, is taken for one of ours at a glance, and is of
// another organisation: DMARC passes for a domain that was bought to deceive as for any other. The
// ways to make one are few (UTS #39 has the letters):
//
//   - letters that look alike, in ASCII ("rn" for m, 0 for o) or another script, and hyphens or
//     dots put in or left out: hms-harvard.edu;
//   - one letter left out, put in, changed, or two swapped: havard.edu;
//   - ours in front of another's: harvard.edu.example.com.
func LookAlike(domain string, ours []string) bool {
	domain = strings.ToLower(domain[strings.LastIndexByte(domain, '@')+1:])
	for _, own := range ours {
		if SameOrganisation(domain, own) {
			return false // a neighbour within the organisation, whatever it is called
		}
	}
	for _, own := range ours {
		if own = strings.ToLower(own[strings.LastIndexByte(own, '@')+1:]); resembles(domain, own) {
			return true
		}
	}
	return false
}

// minLookAlike is the fewest letters of a name that count as one edit from another: short ones, as
// bu.edu and bc.edu, are near each other by chance.
const minLookAlike = 5

func resembles(domain, own string) bool {
	organisation, err := publicsuffix.EffectiveTLDPlusOne(own)
	if err != nil {
		organisation = own
	}
	theirs, err := publicsuffix.EffectiveTLDPlusOne(domain)
	if err != nil {
		theirs = domain
	}
	if strings.Contains("."+domain, "."+organisation+".") {
		return true
	}
	for _, name := range []string{own, organisation} {
		for _, their := range []string{domain, theirs} {
			if skeleton(their) == skeleton(name) {
				return true
			}
		}
	}
	label, _, _ := strings.Cut(organisation, ".")
	return len(label) >= minLookAlike && oneEdit(theirs, organisation)
}

// skeleton is the same for domains that look the same.
func skeleton(domain string) string {
	if shown, err := idna.ToUnicode(domain); err == nil {
		domain = shown // what a mail program shows of xn--…
	}
	var letters strings.Builder
	for _, r := range norm.NFKD.String(domain) {
		switch plain, alike := alikeLetters[r]; {
		case alike:
			letters.WriteRune(plain)
		case r >= 'a' && r <= 'z':
			letters.WriteRune(r)
		}
	}
	return alikePairs.Replace(letters.String())
}

// alikeLetters are letters and digits that are drawn like a Latin one: those of Cyrillic, Greek and
// Armenian that have the same shape, and the digits.
var alikeLetters = map[rune]rune{
	'0': 'o', '1': 'l', '3': 'e', '5': 's', 'i': 'l',
	'а': 'a', 'в': 'b', 'с': 'c', 'ԁ': 'd', 'е': 'e', 'һ': 'h', 'і': 'l', 'ј': 'j', 'к': 'k', 'ӏ': 'l', 'м': 'm', 'о': 'o', 'р': 'p', 'ԛ': 'q', 'ѕ': 's', 'т': 't', 'у': 'y', 'ѵ': 'v', 'ԝ': 'w', 'х': 'x',
	'α': 'a', 'ε': 'e', 'η': 'n', 'ι': 'l', 'κ': 'k', 'ν': 'v', 'ο': 'o', 'ρ': 'p', 'τ': 't', 'υ': 'u', 'χ': 'x', 'ɡ': 'g', 'ı': 'l', 'ɑ': 'a', 'հ': 'h', 'ո': 'n', 'օ': 'o', 'ս': 'u',
}

var alikePairs = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d")

// oneEdit reports that a becomes b by one letter that is put in, left out or changed, or by two
// neighbours that change places (the Damerau-Levenshtein distance is 1).
func oneEdit(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	return a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
