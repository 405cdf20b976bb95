package understand

import "strings"

// nameLabel recognises the words for one half of a name at token k ("given name is",
// "surname:") and gives the token after them and what joins them to their value.
func nameLabel(t []token, k int) (given, family bool, after int) {
	if !halfWords[t[k].low] {
		return false, false, 0
	}
	next := k+1 < len(t) && t[k+1].is("name", "names")
	family = next && t[k].is("family", "last") || t[k].is("surname", "surnames", "lastname")
	given = next && t[k].is("given", "first") || t[k].is("firstname", "forename", "forenames")
	after = k + 1
	if next {
		after++
	}
	for after < len(t) && (t[after].is("is", "are", ":", "being", "=", "spelled", "spelt", "actually", "\"", "“", "‘", "'")) {
		after++
	}
	return given, family, after
}

// halfWords begin what the halves of a name are called.
var halfWords = set("family last surname surnames lastname given first firstname forename forenames")

// spelledHalves reads a name that running text gives in its halves: "First name Min-jun,
// last name Park". At is the token where the first half stands.
func (p *prose) spelledHalves() (name fullName, at int, ok bool) {
	t := p.toks
	for k := range t {
		given, family, after := nameLabel(t, k)
		if !given && !family {
			continue
		}
		half := strings.Join(capRun(t, after), " ")
		switch {
		case half == "":
			continue
		case name.empty():
			at = after
		case after-at > 40:
			return name, at, false
		}
		if given && name.given == "" {
			name.given = recase(half)
		} else if family && name.family == "" {
			name.family = recase(half)
		}
		if name.given != "" && name.family != "" {
			return name, at, true
		}
	}
	return name, at, false
}

// joinHalves makes one guest of the names that are the halves of one.
func (r *reader) joinHalves(groups []*draft) []*draft {
	for _, p := range r.proses {
		name, at, ok := p.spelledHalves()
		if !ok {
			continue
		}
		words := strings.Fields(name.given + " " + name.family)
		d := newDraft()
		d.name, d.hinted = name, true
		d.mentions = []*mention{{prose: p, i: at, j: at + 1, words: words, score: 4, why: "the text gives both halves of the name"}}
		out := []*draft{d}
		for _, g := range groups {
			if sameName(g.words(), words) {
				d.mentions = append(d.mentions, g.mentions...)
			} else {
				out = append(out, g)
			}
		}
		return out
	}
	return groups
}
