package understand

import (
	"slices"
	"strings"
)

// withListed adds those whom a list names together with a chosen one: what is said of
// one alone later ("Jane's role is …") makes the other no less a guest.
func withListed(chosen, groups []*draft) []*draft {
	out := chosen
	for _, c := range chosen {
		for _, d := range groups {
			if !d.listedWith(c) {
				continue
			}
			d.score = max(d.score, c.score)
			if !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
	}
	return out
}

// onlyGuests keeps several names only where the message is about several people.
// The writer of their own request is one; and a name far weaker than the surest is
// most likely a colleague's.
func (r *reader) onlyGuests(chosen []*draft) []*draft {
	if len(chosen) < 2 {
		return chosen
	}
	if r.self {
		for _, d := range chosen {
			if knownPerson(d.words(), []person{{name: r.out.Sender.Name, email: r.out.Sender.Email}}) != "" {
				return []*draft{d}
			}
		}
	}
	best := chosen[0]
	for _, d := range chosen {
		if d.score > best.score {
			best = d
		}
	}
	several := r.plural()
	identified := 0
	var out []*draft
	for _, d := range chosen {
		own := d.identified()
		if own {
			identified++
		}
		if several && d.score >= 4 || own || d.score >= best.score-1 && d.score >= 6 || d.score == best.score {
			out = append(out, d)
		}
	}
	if several || identified > 1 || slices.ContainsFunc(out, (*draft).inList) {
		return out
	}
	return []*draft{best}
}

// identified: the guest's own address or account ID stands right behind the name.
func (d *draft) identified() bool {
	return slices.ContainsFunc(d.mentions, func(m *mention) bool { return m.identified && m.score >= 6 })
}

// inList: the name stands in a list item or beside an "and".
func (d *draft) inList() bool {
	for _, m := range d.mentions {
		t := m.prose.toks
		if t[m.i].bullet || m.i > 0 && t[m.i-1].is("and", "&") || m.j < len(t) && t[m.j].is("and", "&") {
			return true
		}
	}
	return false
}

// plural: the sender speaks of several guests or accounts.
func (r *reader) plural() bool {
	for _, p := range r.proses {
		for k := range p.toks {
			if p.toks[k].is("guests", "accounts", "students", "visitors", "both", "following", "fellows", "they", "all", "interns", "researchers", "postdocs", "contractors", "scholars", "extensions", "people", "observers", "two", "each", "engineers", "scientists", "respectively", "either") {
				if p.toks[k].is("guests") && k > 0 && p.toks[k-1].is("for", "dear") && p.subject {
					continue
				}
				return true
			}
		}
	}
	return false
}

// addressHolds: a word of the name stands in an address that can be a guest's: within
// it, or of three letters as a part of its own.
func (r *reader) addressHolds(words []string) bool {
	for _, p := range r.proses {
		for i := range p.toks {
			if p.toks[i].kind != address || r.notGuestEmail(p.toks[i].low) {
				continue
			}
			local, _, _ := strings.Cut(p.toks[i].low, "@")
			parts := strings.FieldsFunc(local, func(c rune) bool { return c == '.' || c == '_' || c == '-' })
			for _, w := range words {
				w = plainLetters(fold(w))
				if len(w) >= 4 && strings.Contains(local, w) || len(w) == 3 && slices.Contains(parts, w) {
					return true
				}
			}
		}
	}
	return false
}
