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
			if strings.Contains(strings.ToLower(c.value), "wyss") && !formerly(c.value) && !deniesWyss(c.value) {
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

// deniesWyss: "no", "not at the Wyss".
func deniesWyss(value string) bool {
	head, _, _ := strings.Cut(fold(value), "wyss")
	for w := range strings.FieldsFuncSeq(head, func(c rune) bool { return c == ' ' || c == '(' || c == ',' || c == '-' }) {
		if denials[w] || w == "no" || w == "non" {
			return true
		}
	}
	return strings.HasPrefix(strings.TrimSpace(fold(value)), "no")
}

func formerly(s string) bool {
	low := strings.ToLower(s)
	return has(low, "former", "previously", "until 20", "alum", "ex-", "no longer")
}

// Words by which people say that they belong to an institute, or that they do not.
var (
	// belongVerbs take the institute as where their subject is at home.
	belongVerbs = set("am i'm we're are be been work working hold belong run running lead leading head heading manage managing direct directing joined join serve serving sit write writing based employed appointed affiliated")
	// belongNouns are what one is or has at home.
	belongNouns = set("staff faculty member members affiliate employee scientist engineer fellow technician investigator director professor manager")
	// units are what one calls one's own there.
	units = set("group lab labs team laboratory office unit program programme job home department appointment appointments affiliation position platform core employer institute boss desk bench paycheck salary payroll contract badge")
	// companions are of the institute in the writer's stead.
	companions = set("collaborate collaborating collaborates collaborators collaborator collaboration colleague colleagues joint partners partner jointly friend friends visit visits visiting whose who husband wife neighbor neighbors neighbour neighbours across opposite near next")
	// denials say that somebody does not belong, or no more.
	denials = set("not isn't wasn't longer former formerly used left until previously ex neither nor don't never past")
)

// ofTheWyss finds a sentence in which the writer, or the sponsor for whom they write,
// is said to belong to the Wyss.
func (p *prose) ofTheWyss() int {
	t := p.toks
	for i := range t {
		if t[i].low != "wyss" || p.wyssDenied(i) {
			continue
		}
		from := i
		for start := p.sentenceStart(i); from > start && !t[from-1].is(";", "but", "while", "whereas"); {
			from--
		}
		if p.writerBelongs(from, i) || p.whereWriterIs(i) || p.sponsorBelongs(i) {
			return i
		}
	}
	return -1
}

// wyssDenied: words around say that somebody does not belong to the Wyss, or did once.
func (p *prose) wyssDenied(i int) bool {
	t := p.toks
	for k := max(p.sentenceStart(i), i-11); k < min(p.sentenceEnd(i), i+4); k++ {
		if denials[t[k].low] || t[k].is("was", "were") && k < i && k > i-6 && !t[min(k+1, len(t)-1)].is("told", "asked") {
			return true
		}
	}
	return false
}

// writerBelongs: the first person nearest before the Wyss at i is at home there.
//
//	"I'm on the research staff of the Wyss Institute"; "we at the Wyss";
//	"my group at the Wyss"; "my Wyss lab"; "as a Wyss affiliate, I …"
func (p *prose) writerBelongs(from, i int) bool {
	t, end := p.toks, p.sentenceEnd(i)
	first := -1
	for k := from; k < i; k++ {
		if t[k].has(gFirst|gMine) || t[k].low == "us" {
			first = k
		}
	}
	member := belongNouns[t[min(i+1, len(t)-1)].low] || near(t[:end], i, 5, "affiliate", "staff", "employee", "faculty", "member", "scientist", "engineer", "investigator")
	if first < 0 {
		return p.asOfTheWyss(from, i, end) || near(t, i, -2, "from", "at") && near(t, i, -4, "hello", "hi", "greetings", "regards", "here")
	}
	if p.othersBetween(first, i) {
		return false // "my lab, on a project that Jane Doe at the Wyss leads"
	}
	verb := false // one of belonging stands between
	for k := first; k < i; k++ {
		w := &t[k]
		switch {
		case companions[w.low], w.has(gThird), w.low == "'s" && k > first+1,
			w.low == "with" && !t[k-1].is("am", "are", "i'm", "we're", "affiliation", "position", "appointment", "affiliated") && !(t[k-1].low == "is" && units[t[k-2].low]):
			return false
		case belongVerbs[w.low]:
			verb = true
		case k > first && w.lex&verbs != 0 && w.has(fBase|fPast|fIng) && !verb && !t[first].has(gMine) && !belongNouns[w.low] && !units[w.low] && !w.has(gHave):
			return false // "I host a visitor who …", "we met …": another verb comes first
		case w.has(fIng) && w.has(verbs) && verb && k == first+1:
			return false // "I'm hosting somebody from the Wyss"
		}
	}
	if t[first].has(gMine) {
		for k := first + 1; k < min(end, i+4); k++ {
			if units[t[k].low] && (k < i && k <= first+3 || first >= i-2) {
				return true
			}
		}
		return false
	}
	if verb || i-first <= 4 && near(t, first, 2, "at", "of", "in") && t[first].is("we", "us", "i") {
		return true
	}
	for k := first; k < i; k++ {
		if t[k].has(gHave) && member || units[t[k].low] && t[k-1].kind == word {
			return true // "I have an appointment at the Wyss"
		}
	}
	return member
}

// whereWriterIs: a clause behind the institute says that the writer is at home there: "the
// Wyss Institute, where I am on staff", "the Wyss, which employs me".
func (p *prose) whereWriterIs(i int) bool {
	t, end := p.toks, p.sentenceEnd(i)
	for k := i + 1; k+2 < end && k < i+8; k++ {
		switch {
		case t[k].low == "where" && t[k+1].is("i", "we"):
			return belongVerbs[t[k+2].low] && !p.at(i, k+3).is("visiting", "hosting") || t[k+2].has(gHave)
		case t[k].low == "which" && t[k+1].is("employs", "pays"):
			return t[k+2].is("me", "us")
		}
	}
	return false
}

// asOfTheWyss: "As associate faculty of the Wyss, I would like …", "Being Wyss staff, we …".
func (p *prose) asOfTheWyss(from, i, end int) bool {
	t := p.toks
	for k := max(from, i-8); k < i; k++ {
		if !t[k].is("as", "being") || p.namesBetween(k, i) {
			continue
		}
		for n := i; n < end; n++ {
			if t[n].has(gFirst | gMine) {
				return true
			}
		}
	}
	return false
}

// othersBetween: somebody with a name of two words, who is not the writer, stands between.
func (p *prose) othersBetween(from, to int) bool {
	for i := range p.region.mentions {
		if m := &p.region.mentions[i]; m.prose == p && m.i >= from && m.j <= to && len(m.words) > 1 && knownPerson(m.words, []person{p.region.writer}) == "" && !strings.EqualFold(p.toks[m.i].text, "wyss") {
			return true
		}
	}
	return false
}

// namesBetween: a person's name stands between two tokens.
func (p *prose) namesBetween(from, to int) bool {
	for _, m := range p.region.mentions {
		if m.prose == p && m.i >= from && m.j <= to && !strings.EqualFold(p.toks[m.i].text, "wyss") {
			return true
		}
	}
	return false
}

// sponsorBelongs: the sponsor in the third person stands right before: "Dr. X of the
// Wyss Institute sponsors …".
func (p *prose) sponsorBelongs(i int) bool {
	t := p.toks
	for _, m := range p.region.mentions {
		if m.prose == p && m.nobody && m.j <= i && i-m.j <= 4 && (m.why == whySponsor || m.why == whyHadWritten || m.i > 1 && (t[m.i-2].low == "behalf" || t[m.i-1].low == "behalf")) {
			return true
		}
	}
	return false
}
