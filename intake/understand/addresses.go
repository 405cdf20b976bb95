package understand

import (
	"strings"
	"unicode/utf8"
)

// plainLetters writes a name as addresses do, without accents.
func plainLetters(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return withoutAccents.Replace(s)
		}
	}
	return s
}

var withoutAccents = strings.NewReplacer("á", "a", "à", "a", "ã", "a", "â", "a", "ä", "a", "å", "a", "ā", "a", "ă", "a", "ą", "a", "é", "e", "è", "e", "ê", "e", "ë", "e", "ē", "e", "ę", "e", "ě", "e", "í", "i", "ì", "i", "î", "i", "ï", "i", "ī", "i", "ı", "i",
	"ó", "o", "ò", "o", "õ", "o", "ô", "o", "ö", "o", "ø", "o", "ō", "o", "ő", "o", "ú", "u", "ù", "u", "û", "u", "ü", "u", "ū", "u", "ű", "u", "ů", "u", "ý", "y", "ç", "c", "ć", "c", "č", "c", "ñ", "n", "ń", "n", "ň", "n", "ņ", "n", "š", "s", "ś", "s", "ş", "s", "ș", "s", "ž", "z", "ź", "z", "ż", "z", "ł", "l", "ľ", "l", "ř", "r", "ť", "t", "ț", "t", "đ", "d", "ď", "d", "ğ", "g", "ß", "ss", "æ", "ae", "œ", "oe", "þ", "th", "ð", "d")

// emailEvidence weighs the addresses: whose they are said to be.
func (p *prose) emailEvidence(notGuest func(string) bool) []finding {
	return p.emails.once(func() []finding { return p.findEmails(notGuest) })
}

func (p *prose) findEmails(notGuest func(string) bool) []finding {
	t := p.toks
	var out []finding
	for i := range t {
		if t[i].kind != address || notGuest(t[i].low) {
			continue
		}
		f := finding{field: fieldEmail, i: i, j: i + 1, text: t[i].low, strength: 3, reason: "an address"}
		start := p.sentenceStart(i)
		colon := false
		for k := i - 1; k >= start && k >= i-14; k-- {
			if t[k].kind == address {
				break
			}
			colon = colon || t[k].low == ":"
			switch {
			case !colon && t[k].is("not", "never", "instead", "than", "isn't") && i-k <= 6 || t[k].is("old", "former") && i-k <= 4:
				f.strength -= 4
				f.reason = "an address that is not to be used"
			case t[k].is("my", "our", "mine") && i-k <= 6 && !p.self:
				// "my student Jane at jane@…" keeps it: the possessive is the guest's then
				if k+1 < len(t) && (t[k+1].is("address", "email", "e-mail", "assistant", "own", "administrator", "coordinator", "secretary", "mail", "colleague") || t[k].is("mine")) {
					f.strength -= 4
				}
			case t[k].is("assistant", "administrator", "coordinator", "cc", "copy", "copying", "secretary", "sponsor", "manager", "helpdesk", "office") && i-k <= 9 && !(k > 0 && (t[k-1].has(gModal|gFirst) || t[k-1].is("to", "and", "please"))) || t[k].is("contact") && t[k+1].is("our", "my", "the", "us", "me"):
				f.strength -= 3
			case t[k].is("sent", "went", "mailed", "emailed") && !t[k].has(fBase) && i-k <= 12 && !(t[k-min(k, 1)].has(gBe) && near(t, k, -3, "should", "be", "can", "must")):
				f.strength -= 2
				f.reason = "an address that mail went to before"
			case t[k].is("personal", "private", "own", "home", "preferred", "reach", "reached", "write", "written", "gmail"):
				f.strength += 2
				f.reason = "it is called the guest's own address"
			case t[k].is("her", "his", "their") && k+1 < len(t) && t[k+1].is("email", "e-mail", "address", "mail", "personal", "private", "own", "gmail", "non-harvard"):
				f.strength++
				f.reason = "it is called the guest's address"
			case t[k].is("university", "work", "institutional", "uni", "company", "school", "hospital") && k+1 < len(t) && t[k+1].is("email", "e-mail", "address", "mail", "account", "one"):
				f.strength -= 2
			}
		}
		for k := i + 1; k < len(t) && k < i+9 && t[k].sentence == t[i].sentence && !t[k].is("-", "–", "—", "/", "|", ";"); k++ {
			if t[k].is("bounces", "bounced", "stopped", "dead", "invalid", "expires", "anymore") {
				// what bounces is the address nearest before
				other := false
				for n := i + 1; n < k; n++ {
					if t[n].is("uni", "university", "work", "one", "other", "gmail", "yahoo", "'s", "old") || t[n].kind == address {
						other = true
					}
				}
				if !other {
					f.strength -= 4
				}
			}
		}
		out = append(out, f)
	}
	return out
}
