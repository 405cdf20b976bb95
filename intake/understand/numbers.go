package understand

import "strings"

// finding is one thing found in prose, before it is known whose it is.
type finding struct {
	field    field
	i, j     int // tokens
	text     string
	day      Day
	strength int
	reason   string
	sponsor  bool
	span     Span
	guest    int // −1: not yet assigned
}

// isAccountID: the form of HMS account IDs, two letters (rarely three) and two to four digits.
func accountShape(s string) bool {
	letters := 0
	for letters < len(s) && (s[letters] >= 'a' && s[letters] <= 'z') {
		letters++
	}
	digits := len(s) - letters
	if letters < 2 || letters > 3 || digits < 2 || digits > 4 {
		return false
	}
	for _, c := range s[letters:] {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// notAccounts are abbreviations before room, request, disease or building numbers.
var notAccounts = set("gr nrb tmec reb po rm nr ext inc hms fte usd eur")

func (p *prose) isAccountID(i int) bool {
	if i < 0 || i >= len(p.toks) || p.toks[i].kind != word || !accountShape(p.toks[i].low) {
		return false
	}
	low := strings.TrimRight(p.toks[i].low, "0123456789")
	digits := len(p.toks[i].low) - len(low)
	if len(low) == 2 && digits == 3 && !notAccounts[low] {
		// the usual shape; but not after the words that number rooms and grants
		return i == 0 || !p.toks[i-1].is("room", "building", "suite", "floor", "grant", "award", "protocol", "rm")
	}
	for k := max(0, i-4); k < min(len(p.toks), i+3) && low != "hsr"; k++ {
		if p.toks[k].is("account", "username", "id", "user", "login", "ecommons", "acct") {
			return true
		}
	}
	return low != "hsr" && i > 0 && p.toks[i-1].low == "(" && i > 1 && p.toks[i-2].capital
}

// numberEvidence finds Harvard IDs, role numbers and account IDs by the words before them.
func (p *prose) numberEvidence() []finding {
	var out []finding
	t := p.toks
	for i := range t {
		switch {
		case p.isAccountID(i):
			out = append(out, finding{field: fieldAccount, i: i, j: i + 1, text: t[i].low, strength: 4, reason: "it has the form of an HMS account ID"})
		case t[i].kind == number && digits(t[i].text) && len(t[i].text) == 8:
			if f, ok := p.harvardID(i); ok {
				out = append(out, f)
			}
		case t[i].kind == number && digits(t[i].text) && len(t[i].text) >= 5 && len(t[i].text) <= 7:
			if f, ok := p.roleNumber(i); ok {
				out = append(out, f)
			}
		case t[i].kind == word && strings.HasPrefix(t[i].low, "hsr") && len(t[i].low) >= 8 && digits(strings.TrimPrefix(t[i].low, "hsr")):
			out = append(out, finding{field: fieldHSR, i: i, j: i + 1, text: t[i].low[3:], strength: 5, reason: "it is called HSR"})
		}
	}
	return out
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) > 0
}

// harvardID: eight digits that words nearby call a Harvard ID, and whose it is: "my",
// "her", the name before the parenthesis, or the person whose title line it stands in.
func (p *prose) harvardID(i int) (finding, bool) {
	t := p.toks
	f := finding{field: fieldHUID, i: i, j: i + 1, text: t[i].text, strength: 4, reason: "it is called a Harvard ID"}
	cue := -1
	for k := i - 1; k >= 0 && k >= i-12 && t[k].para == t[i].para; k-- {
		if t[k].is("po", "cost", "center", "order", "invoice", "phone", "purchase", "grant", "fund", "account", "case", "ticket") && cue < 0 {
			return f, false
		}
		if cue < 0 && t[k].is("mine", "hers", "theirs") && p.sameNumberBefore(k) {
			cue = k
			break
		}
		if cue < 0 && (t[k].is("huid", "huids", "id", "ids") || t[k].low == "number" && k > 0 && t[k-1].is("id", "harvard")) {
			if t[k].is("id", "ids") && !(k > 0 && t[k-1].is("harvard", "university", "hu", "sponsor", "sponsor's", "my", "her", "his", "'s", "harvard's", "their", "crimson", "staff", "faculty")) && !(k > 1 && t[k-1].is("(") || k > 0 && t[k-1].capital) && !t[max(k-1, 0)].is("(", ",", ";", "-") {
				continue
			}
			cue = k
			break
		}
		if t[k].is(".", "!", "?") && k < i-1 && t[k].sentence != t[i].sentence {
			break
		}
	}
	if cue < 0 {
		// "20881234 is my HUID"
		for k := i + 1; k < len(t) && k < i+7 && t[k].sentence == t[i].sentence; k++ {
			if t[k].is("huid") || t[k].is("id") && k > 0 && t[k-1].is("harvard", "university") {
				cue = k
				break
			}
		}
		if cue < 0 {
			return f, false
		}
	}
	f.sponsor = p.ownerIsSponsor(min(cue, i), i) || !p.self && p.underOwnName(i)
	return f, true
}

// sameNumberBefore: a Harvard ID is spoken of shortly before k, which "mine" and "hers"
// take up: "She has a Harvard ID, 9…. Mine is 2…."
func (p *prose) sameNumberBefore(k int) bool { return near(p.toks, k, -20, "huid", "id", "ids") }

// sponsorsAfter: what follows the ID at i says that its owner is the sponsor: "Dr. X
// (HUID 2…) sponsors all of them", "… is the sponsor", "… will host her".
func (p *prose) sponsorsAfter(i int) bool {
	t := p.toks
	for k := i + 1; k < min(len(t), i+8) && t[k].sentence == t[i].sentence; k++ {
		switch {
		case t[k].is("sponsors", "sponsoring", "hosts", "hosting"),
			t[k].is("sponsor", "host", "pi", "supervisor", "mentor", "advisor") && !t[k-1].is("of", "by", "from", "a"):
			return true
		case t[k].kind == punct && t[k].is(")", ",", "-", "–", "—"),
			t[k].has(gBe), t[k].is("will", "who", "who's", "as", "the", "her", "his", "their", "our", "my", "also", "kindly", "has", "agreed", "to", "acts", "serves", "be"):
		default:
			return false
		}
	}
	return false
}

// underOwnName: the ID stands on a line of its own right under the name that the
// writer signed with.
func (p *prose) underOwnName(i int) bool {
	t := p.toks
	start := p.itemStart(i)
	if i-start > 5 || start == 0 || i+1 < len(t) && t[i+1].para == t[i].para && t[i+1].kind != punct {
		return false
	}
	from := p.itemStart(start - 1)
	if start-from > 6 {
		return false
	}
	hits := 0
	for k := from; k < start; k++ {
		if t[k].kind == word && !t[k].capital && !particles[t[k].low] {
			return false
		}
		if t[k].kind == word && isPartOfName(strings.Trim(t[k].low, "."), p.region.writer) {
			hits++
		}
	}
	return hits > 0
}

// ownerIsSponsor decides whose ID stands at i: by the nearest possessive or the
// nearest word for a sponsor before it, in the same sentence.
func (p *prose) ownerIsSponsor(cue, i int) bool {
	t := p.toks
	start := p.sentenceStart(i)
	if p.sponsorsAfter(i) {
		return true
	}
	for k := i; k < min(len(t), i+6); k++ { // "20881234 is my HUID"
		if t[k].sentence == t[i].sentence && t[k].is("my") {
			return !p.self
		}
	}
	var owner *mention // the name nearest before it, which nothing yet shows to be a sponsor's
	for k := cue; k >= start; k-- {
		if t[k].para != t[i].para || owner != nil && t[k].low == ":" {
			break
		}
		switch {
		case t[k].is("my", "mine", "i", "i'm", "me", "myself"):
			return !p.self
		case t[k].is("her", "his", "their") && k > 1 && t[k-1].is("(") && p.mentionAt(k-2) != nil:
			return p.mentionAt(k-2).nobody || p.writtenFor(p.mentionAt(k-2).i) // "for Dr. X (her HUID: 2…)"
		case t[k].is("hers", "theirs", "her", "his", "their", "guest", "guest's", "visitor", "visitor's", "she", "he", "they"):
			return false
		case t[k].is("sponsor", "sponsors", "sponsoring", "sponsored") && !(k+1 < len(t) && t[k+1].is("role")):
			return true
		case t[k].is("prof", "prof.", "professor", "pi") && t[k].capital && hostContext(t, k):
			return true
		}
		if m := p.mentionAt(k); m != nil && m != owner {
			if owner != nil || m.nobody {
				return owner == nil
			}
			owner = m
		}
	}
	return false
}

// mentionAt is the name that token k belongs to.
func (p *prose) mentionAt(k int) *mention {
	for i := range p.region.mentions {
		if m := &p.region.mentions[i]; m.prose == p && k >= m.i && k < m.j {
			return m
		}
	}
	return nil
}

// roleNumber: five to seven digits that a word for the sponsored role introduces, in
// the same sentence or the one before it, without another kind of number between.
func (p *prose) roleNumber(i int) (finding, bool) {
	t := p.toks
	f := finding{field: fieldHSR, i: i, j: i + 1, text: t[i].text, strength: 3, reason: "it is the number of the sponsored role"}
	if i+1 < len(t) && t[i+1].glued && t[i+1].is("@", "%") || i > 0 && t[i-1].is("$", "€", "+") && t[i].glued {
		return f, false
	}
	for k := i - 1; k >= 0 && k >= i-40 && t[i].para-t[k].para <= 1; k-- {
		if t[i].sentence-t[k].sentence > 2 {
			break
		}
		near := i - k
		if t[k].is("po", "ticket", "invoice", "phone", "pager", "ext", "room", "zip", "grant", "protocol", "irb", "order", "incident", "case", "extension:", "fund", "award", "gr") && near <= 4 || t[k].is("cost") && near <= 5 {
			return f, false
		}
		if t[k].is("hsr", "hsrs", "hsr#") || t[k].low == "role" && k > 0 && t[k-1].is("sponsored") || t[k].low == "role" && near <= 4 || t[k].is("sponsorship") && near <= 5 {
			if near <= 4 {
				f.strength = 5
			}
			// "the old HSR 203402", "not HSR 203402", "instead of HSR …"
			for n := k - 1; n >= max(0, k-3); n-- {
				if t[n].is("old", "not", "instead", "previous", "former", "expired", "replaces", "replacing", "than", "was", "earlier") && t[n].sentence == t[i].sentence {
					f.strength = -3
					return f, false
				}
			}
			return f, true
		}
	}
	for k := i + 1; k < len(t) && k <= i+6 && t[k].sentence == t[i].sentence; k++ {
		if t[k].is("hsr") || t[k].low == "role" && t[k-1].is("sponsored") {
			f.strength = 2
			return f, true
		}
	}
	return f, false
}
