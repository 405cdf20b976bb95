package understand

import "strings"

// signedFrom reads where guests are from off their own signature, under a mail that was
// forwarded or that they wrote for themselves: nothing counts less, and whatever the text
// says outweighs it.
func (r *reader) signedFrom() {
	for _, g := range r.regions {
		n := r.guestWho(g)
		if n < 0 && r.self && !g.fwd && len(r.guests) == 1 {
			n = 0
		}
		if n < 0 || harvardStaff(g.writer.email) {
			continue
		}
		if f, ok := r.signedInstitution(g); ok {
			r.guests[n].add(f)
		}
	}
}

// signedInstitution is the signature's line that names an institution, from that name on;
// one that names a whole (a university, a firm) goes before its schools and institutes.
func (r *reader) signedInstitution(g *region) (found finding, ok bool) {
	for _, l := range g.signatureLines() {
		p := newProse(g, tokenize(g.text, []line{l}, func(*line) bool { return true }), r.today)
		for _, o := range p.orgs {
			if !o.strong || isHost(p.toks, o.i, o.j) {
				continue
			}
			end := o.i
			for end < len(p.toks) && p.toks[end].kind == word || end < o.j || end+1 < len(p.toks) && p.toks[end].low == "," && p.toks[end+1].kind == word {
				end++
			}
			whole := false
			for k := o.i; k < end; k++ {
				whole = whole || wholes[p.toks[k].low] || strings.HasPrefix(p.toks[k].low, "univ")
			}
			if !ok || whole {
				found, ok = finding{field: fieldAffiliation, text: clean(p.textOf(o.i, end)), strength: 1, reason: "the guest's signature names it", span: p.span(o.i, end)}, true
			}
			if whole {
				return found, ok
			}
			break
		}
	}
	return found, ok
}

// wholes name institutions that are no part of another.
var wholes = set("hospital hospitals clinic college inc inc. ltd ltd. llc gmbh ag corp polytechnic politecnico eth hochschule academy foundation company klinikum egyetem yliopisto")
