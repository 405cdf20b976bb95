package understand

import "strings"

// routeOf sends requests and extensions of Wyss staff and affiliates to Academic
// Affairs: where the sender's address, signature, or own words (a form's line on the
// sponsor too) say that they belong to the Wyss. Working with somebody there does not.
func (r *reader) routeOf() {
	if r.out.Intent != RequestAccount && r.out.Intent != RequestExtension {
		return
	}
	email := r.m.Sender().Email
	if _, domain, _ := strings.Cut(email, "@"); domain == "wyss.harvard.edu" || strings.HasSuffix(domain, ".wyss.harvard.edu") {
		r.out.Route, r.out.RouteReason = Wyss, "the sender's address is of the Wyss Institute"
		return
	}
	for _, g := range r.regions {
		if g.fwd && !(g.attach) && !sameSender(g.writer, email) {
			continue
		}
		for _, l := range g.signatureLines() {
			if strings.Contains(strings.ToLower(l.text), "wyss") && !formerly(l.text) {
				r.out.Route, r.out.RouteReason = Wyss, "the sender's signature names the Wyss Institute"
				return
			}
		}
		break
	}
	for _, f := range r.forms {
		for _, c := range f.sponsor {
			if strings.Contains(strings.ToLower(c.value), "wyss") && !formerly(c.value) && !strings.HasPrefix(strings.ToLower(strings.TrimSpace(c.value)), "no") {
				r.out.Route, r.out.RouteReason = Wyss, "the form says that the sponsor is of the Wyss Institute"
				return
			}
		}
	}
	for _, p := range r.proses {
		if p.region.fwd || p.self {
			continue
		}
		if i := p.ofTheWyss(); i >= 0 {
			r.out.Route, r.out.RouteReason = Wyss, "the sender's own words say that they are of the Wyss Institute"
			return
		}
	}
}

func sameSender(w person, email string) bool { return strings.EqualFold(w.email, email) }

func formerly(s string) bool {
	low := strings.ToLower(s)
	return has(low, "former", "previously", "until 20", "alum", "ex-", "no longer")
}

// ofTheWyss finds a sentence in which the writer says they belong to the Wyss: a
// first person, then a word of belonging, then Wyss, and nothing that denies it.
//
//	"I'm on the research staff of the Wyss Institute"; "as a Wyss associate faculty
//	member I …"; "my group at the Wyss"; "we at the Wyss"
func (p *prose) ofTheWyss() int {
	t := p.toks
	for i := range t {
		if t[i].low != "wyss" {
			continue
		}
		start, end := p.sentenceStart(i), p.sentenceEnd(i)
		first, belong, deny := -1, false, false
		for k := start; k < end; k++ {
			switch {
			case t[k].is("not", "isn't", "wasn't", "longer", "former", "formerly", "used", "left", "until", "previously", "ex", "neither", "nor", "don't", "never", "past") && k < i+4 && k > i-12:
				deny = true
			case t[k].is("was", "were") && k < i && k > i-6 && !t[min(k+1, len(t)-1)].is("told", "asked"):
				deny = true
			}
		}
		// the clause that Wyss stands in
		from := i
		for from > start && !t[from-1].is(";", "but", "while", "whereas") {
			from--
		}
		for k := from; k < i; k++ {
			if t[k].is("i", "i'm", "we", "we're", "my", "our", "i've") {
				first = k
			}
		}
		// "As a Wyss affiliate, I would like …"
		as := false
		for k := max(start, i-4); k < i; k++ {
			if t[k].is("as") {
				as = true
			}
		}
		for k := i; k < end && as && first < 0; k++ {
			if t[k].is("i", "i'd", "i'm", "we", "my") {
				first = i
				belong = true
			}
		}
		if first < 0 {
			// the sponsor in the third person: "Dr. X of the Wyss Institute sponsors …"
			for _, m := range p.region.mentions {
				if m.prose == p && m.nobody && m.j <= i && i-m.j <= 4 && (m.why == whySponsor || m.why == whyHadWritten || m.i > 1 && (t[m.i-2].low == "behalf" || t[m.i-1].low == "behalf")) {
					first, belong = m.i, true
				}
			}
			if first < 0 {
				continue
			}
		}
		for k := first; k < i; k++ {
			if t[k].is("staff", "faculty", "member", "members", "affiliate", "affiliated", "work", "employee", "employed", "appointed", "appointment", "lead", "head", "scientist", "engineer", "fellow", "based", "belong", "run", "manager", "platform", "am", "i'm", "we're", "are", "technician", "position", "hold", "director", "core") {
				belong = true
			}
			// "my group at the Wyss": but not "my colleague at the Wyss"
			if t[k].is("my", "our") && k+1 < i && t[k+1].is("group", "lab", "team", "laboratory", "office", "unit", "program", "job", "home") {
				belong = true
			}
		}
		for k := i + 1; k < min(end, i+6); k++ {
			if t[k].is("affiliate", "staff", "employee", "faculty", "member", "scientist", "engineer") {
				belong = true
			}
		}
		// a collaborator's Wyss is not the writer's
		for k := first; k < i; k++ {
			if t[k].is("with", "collaborate", "collaborating", "collaborators", "collaborator", "collaboration", "colleague", "colleagues", "joint", "partners", "jointly", "friends", "from", "visit", "his", "her", "their", "he", "she", "they", "whose", "who") && !t[k].is("from") || t[k].low == "'s" && k > first+1 {
				deny = true
			}
		}
		if belong && !deny {
			return i
		}
	}
	return -1
}
