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
func (p *prose) numberEvidence() []finding { return p.numbers.once(p.findNumbers) }

func (p *prose) findNumbers() []finding {
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
		}
	}
	return append(out, p.roleNumbers()...)
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) > 0
}

// roleNumbers finds the numbers of sponsored roles: those that words call so, and those
// that go on from such a one in its sentence ("for Jane it is HSR 204401, for Mei 204402").
func (p *prose) roleNumbers() []finding {
	t := p.toks
	var out []finding
	for i := range t {
		if rest, ok := strings.CutPrefix(t[i].low, "hsr"); ok && t[i].kind == word {
			if rest = strings.TrimLeft(rest, "_-"); len(rest) >= 5 && digits(rest) {
				out = append(out, finding{field: fieldHSR, i: i, j: i + 1, text: rest, strength: 5, reason: "it is called HSR"})
			}
			continue
		}
		if t[i].kind != number || !digits(t[i].text) || len(t[i].text) < 5 || len(t[i].text) > 7 {
			continue
		}
		if f, ok := p.roleNumber(i); ok {
			out = append(out, f)
		} else if n := len(out) - 1; f.strength > 0 && n >= 0 && p.goesOn(out[n].i, i) {
			f.strength, f.reason = 3, "it goes on from the number of a sponsored role"
			out = append(out, f)
		}
	}
	return out
}

// goesOn: the number at i is of the kind of the one at from, in one sentence, of as
// many digits, with no word for another kind of number between them.
func (p *prose) goesOn(from, i int) bool {
	t := p.toks
	if t[from].sentence != t[i].sentence || len(t[from].text) != len(t[i].text) || i-from > 15 {
		return false
	}
	for k := from + 1; k < i; k++ {
		if p.otherCode(k) || otherNumbers[t[k].low] {
			return false
		}
	}
	return true
}

// otherCodes name what else has five to seven digits.
var otherCodes = set("po ticket invoice phone pager ext room zip grant protocol irb order incident case extension: fund award gr")

// otherCode: the word at k names another kind of number; "in the same order" does not.
func (p *prose) otherCode(k int) bool {
	t := p.toks
	return otherCodes[t[k].low] && !(t[k].low == "order" && k > 0 && t[k-1].is("same", "that", "this", "in", "above"))
}

// replacedRole are words before the number of a role that is no longer the one:
// "the old HSR 203402", "instead of HSR …".
var replacedRole = set("old not instead previous former expired replaces replaced replacing than earlier")

// roleNumber: five to seven digits that a word for the sponsored role introduces, in
// the same sentence or the one before it, without another kind of number between. A
// strength of zero or less says that the number is something else.
func (p *prose) roleNumber(i int) (finding, bool) {
	t := p.toks
	f := finding{field: fieldHSR, i: i, j: i + 1, text: t[i].text, strength: 3, reason: "it is the number of the sponsored role"}
	if i+1 < len(t) && t[i+1].glued && t[i+1].is("@", "%") || i > 0 && t[i-1].is("$", "€", "+") && t[i].glued {
		f.strength = 0
		return f, false
	}
	if i > 0 && t[i-1].is("was", "were") && p.nowOther(i) {
		f.strength = -3
		return f, false
	}
	for k := i - 1; k >= 0 && k >= i-40 && t[i].para-t[k].para <= 1; k-- {
		if t[i].sentence-t[k].sentence > 2 {
			break
		}
		near := i - k
		if p.otherCode(k) && near <= 4 || t[k].is("cost") && near <= 5 {
			f.strength = 0
			return f, false
		}
		if p.roleWord(k, near) {
			if near <= 4 {
				f.strength = 5
			}
			for n := k - 1; n >= max(0, k-3); n-- {
				was := t[n].low == "was" && n == k-1 // "the number she was sent is HSR …" replaces none
				if (replacedRole[t[n].low] || was) && t[n].sentence == t[i].sentence && !t[n+1].is("by", "with") {
					f.strength = -3
					return f, false
				}
			}
			return f, true
		}
	}
	for k := i + 1; k < len(t) && k <= i+6 && t[k].sentence == t[i].sentence; k++ {
		if t[k].is("hsr") || t[k].is("role", "roles") && t[k-1].is("sponsored") {
			f.strength = 2
			return f, true
		}
	}
	return f, false
}

// nowOther: behind the number that was stands the one that now is: "the HSR was 206650 but
// they redid it so now it's 206651".
func (p *prose) nowOther(i int) bool {
	now := false
	for k := i + 1; k < len(p.toks) && k < i+15 && p.toks[k].sentence == p.toks[i].sentence; k++ {
		now = now || p.toks[k].is("now", "but")
		if now && p.toks[k].kind == number && digits(p.toks[k].text) && len(p.toks[k].text) == len(p.toks[i].text) {
			return true
		}
	}
	return false
}

// roleWord: the word at k, so many tokens before a number, calls it a sponsored role's.
func (p *prose) roleWord(k, dist int) bool {
	t := p.toks
	switch t[k].low {
	case "hsr", "hsrs", "hsr#", "sponsored-role":
		return true
	case "role", "roles":
		// however "sponsored" is spelt; "she did the role, and the number was …"
		return k > 0 && strings.HasPrefix(t[k-1].low, "spons") || dist <= 4 || dist <= 9 && near(t, k+dist, -3, "number", "under")
	case "sponsorship":
		return dist <= 5
	}
	return false
}
