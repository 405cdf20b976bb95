package understand

import (
	"unicode"
	"unicode/utf8"
)

// asideOrgs finds the institutions of no such word that stand around a guest's name: one
// to four capitalised words that are a part of the parentheses behind it ("Zoë Kravchenko
// (UMass Lowell)", "Finn O'Dell (summer student, Grinnell, …)"), and before it whose the
// guest is ("Leica's Monika Stroh").
func (p *prose) asideOrgs() []finding {
	t := p.toks
	var out []finding
	for i := range p.region.mentions {
		m := &p.region.mentions[i]
		if m.prose != p || m.nobody || len(m.words) < 2 {
			continue
		}
		if b := p.owner(m); b >= 0 {
			out = append(out, finding{field: fieldAffiliation, i: b, j: b + 1, text: t[b].text, strength: 2, reason: "whose the guest is"})
		}
		if m.j+1 < len(t) && t[m.j].low == "(" {
			out = append(out, p.orgInside(m.j)...)
		}
	}
	return out
}

// owner is the firm in the genitive before a guest's name and what they are ("Leica's Monika
// Stroh", "Deloitte's auditor Philippa Lowe"), or −1.
func (p *prose) owner(m *mention) int {
	t, k := p.toks, m.i-1
	for k > 0 && (roleHead(t[k].low) || roleModifiers[t[k].low]) {
		k--
	}
	b := k - 1
	if b < 0 || t[k].low != "'s" || !t[b].capital || t[b].kind != word || t[b].sentence != t[m.i].sentence || notNames[t[b].low] || p.isOrg(b, b+1) || isHost(t, b, b+1) {
		return -1
	}
	if knownPerson([]string{t[b].text}, []person{p.region.writer}) != "" || b > 0 && (t[b-1].capital && !t[b-1].first || titles[t[b-1].low] || t[b-1].low == ".") || p.personal(b) {
		return -1 // "Dr. Rhee's student", "Ana's student"
	}
	return b
}

// personal: what follows the genitive at b is what a person has and no firm: "Ana's student".
func (p *prose) personal(b int) bool {
	return near(p.toks, b, 4, "student", "postdoc", "fellow", "intern", "trainee", "assistant", "visitor", "guest")
}

// orgInside finds such an institution in the parentheses that open at token k. One word
// alone in them may be anything else.
func (p *prose) orgInside(k int) []finding {
	t := p.toks
	for from := k + 1; from < len(t) && t[from].sentence == t[k].sentence && t[from-1].low != ")"; from++ {
		if !t[from-1].is("(", ",", ";") || !t[from].capital {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(t[from].text); !unicode.Is(unicode.Latin, r) {
			continue // the name in another script
		}
		to := orgRunShort(t, from)
		listed := to < len(t) && (t[from-1].low != "(" || t[to].is(",", ";"))
		if to >= len(t) || !t[to].is(")", ",", ";") || to-from < 2 && !listed || notNames[t[from].low] || p.isOrg(from, to) || isHost(t, from, to) || hostNouns[t[to-1].low] || roleHead(t[to-1].low) {
			continue
		}
		return []finding{{field: fieldAffiliation, i: from, j: to, text: clean(p.textOf(from, to)), strength: 2, reason: "in parentheses behind the guest's name"}}
	}
	return nil
}

// inAside: the one word of m is a part of the list in the parentheses behind the name
// before it, where no other person is presented.
func inAside(t []token, before []mention, m *mention) bool {
	if len(before) == 0 || len(m.words) != 1 || m.title || m.j >= len(t) || !t[m.j].is(",", ";", ")") || !t[m.i-1].is("(", ",", ";") {
		return false
	}
	last := &before[len(before)-1]
	if len(last.words) < 2 || t[last.j].low != "(" || t[last.j].sentence != t[m.i].sentence {
		return false
	}
	list := t[m.j].is(",", ";") || m.i > last.j+1
	for k := last.j; k < m.i; k++ {
		if t[k].low == ")" {
			return false
		}
	}
	return list
}
