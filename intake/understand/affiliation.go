package understand

import "strings"

// affiliationEvidence weighs the institutions of a text as somebody's home.
func (p *prose) affiliationEvidence() []finding {
	t := p.toks
	var out []finding
	add := func(i, j, strength int, reason string) {
		j = trimTail(t, i, j)
		if i >= j || isHost(t, i, j) || j == i+1 && notNames[t[i].low] && !t[i].upper { // "the University", "(Department of …)": no name
			return
		}
		out = append(out, finding{field: fieldAffiliation, i: i, j: j, text: clean(p.textOf(i, j)), strength: strength, reason: reason})
	}
	for _, o := range p.orgs {
		if !o.strong && !o.acro || isHost(t, o.i, o.j) {
			continue
		}
		b, n := o.i-1, o.i
		if b >= 0 && t[b].low == "the" {
			b--
		}
		if b < 0 || t[b].para != t[o.i].para {
			if o.strong {
				add(n, o.j, 1, "an institution is named")
			}
			continue
		}
		if p.firstPersonJob(b) && !p.self {
			continue // "I am a professor at …" is about the sponsor
		}
		base := 0
		if o.strong {
			base = 2
		}
		if t[b].low == "/" && b > 0 && t[b-1].low == "w" { // "w/"
			add(n, o.j, base+3, "named after \"w/\"")
			continue
		}
		switch {
		case t[b].is("is", ":") && b > 0 && homeNouns[t[b-1].low]:
			add(n, o.j, base+4, "it is called the guest's home")
		case t[b].is("to", "with") && b > 0 && t[b-1].is("belongs", "belonging", "affiliated", "attached", "employed", "enrolled"):
			add(n, o.j, base+3, "where the guest belongs")
		case t[b].is("from", "of") && !(b > 0 && t[b-1].is("head", "chair", "dean", "director", "away", "mail", "campus", "office", "hear", "heard")):
			add(n, o.j, base+3, "named after \""+t[b].low+"\"")
		case t[b].is("at", "by", "for", "with", "in"):
			s := base + 1
			if p.newJob(b) {
				continue
			}
			if b > 0 && (t[b-1].is("student", "fellow", "postdoc", "employed", "works", "professor", "researcher", "physician", "candidate", "based", "employee", "engineer", "scientist", "working", "studies", "studying", "enrolled", "faculty", "lecturer", "contractor", "consultant", "job", "position", "appointment", "working") || roleHead(t[b-1].low)) {
				s += 2
			}
			add(n, o.j, s, "named after \""+t[b].low+"\"")
		case t[b].is("(", ",", "-", "–", "—", ";", "/"):
			add(n, o.j, base+2, "named beside the guest")
		case t[b].is("joins", "join", "leaves", "left", "joined", "is"):
			add(n, o.j, base, "named in the sentence")
		default:
			if o.strong {
				add(n, o.j, base, "an institution is named")
			}
		}
	}
	// A place that only "from", "of" or parentheses mark, of words that are no institution's: weak.
	for i := 0; i+1 < len(t); i++ {
		after := i > 0 && (t[i-1].capital && t[i-1].kind == word && !notNames[t[i-1].low] || roleHead(t[i-1].low) || i > 2 && t[i-2].is("of", "in") && roleHead(t[i-3].low) || t[i-1].is("candidate", "job", "position") || t[i-1].is(studies...))
		employer := employers[t[i].low] || homeNouns[t[i].low] && t[i+1].is("is", ":")
		if !(employer || t[i].is("from", "employed") || t[i].is("by", "through") && i > 0 && t[i-1].is("sent", "seconded", "lent", "provided", "supplied", "dispatched", "placed", "hired", "contracted", "paid") || t[i].is("of", "at", "with") && after || t[i].low == "for" && i > 0 && t[i-1].is("works", "working", "consults", "consulting") || p.self && t[i].low == "at" && t[i].first || t[i].low == "/" && i > 0 && t[i-1].low == "w") {
			continue
		}
		if p.firstPersonJob(i) && !p.self || p.newJob(i) {
			continue
		}
		k := i + 1
		for k+1 < len(t) && (t[k].is("by", "the") || employer && t[k].is("is", ":", ",", "called", "named")) {
			k++
		}
		if !t[k].capital || t[k].kind != word || p.isOrg(k, k+1) || notNames[t[k].low] && !nationality[t[k].low] && saint(t, k) == k || titles[t[k].low] || t[k].para != t[i].para || monthly(t, k) {
			continue
		}
		if _, m := months[t[k].low]; m {
			continue
		}
		j := orgRun(t, k)
		if j < len(t) && t[j].is("lab", "laboratory", "group", "team", "lab's") {
			continue // "Jihoon from the Bae lab": a unit, mostly of our own
		}
		for j+1 < len(t) && t[j].low == "&" && t[j+1].capital && t[j+1].para == t[k].para {
			j = orgRun(t, j+1) // a firm: people are joined so before a name, not behind "from"
		}
		if m, ok := mentionAt(t, k); ok && m.title || p.guestAt(k) && !(t[i].is("from", "of") && p.nameEndsAt(i)) && !(employer && k > i+1) {
			continue
		}
		add(k, orgEnd(t, j), 2, "named after \""+t[i].low+"\"")
	}
	out = append(out, p.sendingFirms()...)
	out = append(out, p.smallLetterOrgs()...)
	return append(out, p.asideOrgs()...)
}

// studies are the verbs before "at", with an employer or a university.
var studies = []string{"works", "working", "employed", "based", "studies", "studying", "enrolled", "teaches", "trains", "training"}

// homeNouns are what guests call where they come from: "my institution is …".
var homeNouns = set("home institution employer university school affiliation company organization organisation firm college hospital")

// employers name a firm's kind; its name may follow, of words that are no institution's.
var employers = set("agency company firm employer startup start-up outfit vendor shop")

// newJob: the words before say where the guest goes and not where they come from:
// "got a job at …", "accepted a position with …".
func (p *prose) newJob(b int) bool {
	t := p.toks
	return near(t, b, -3, "job", "position", "offer", "post") && near(t, b, -6, "got", "found", "accepted", "takes", "taking", "took", "new", "offered", "landed", "starting", "started")
}

// guestAt: a name that is taken for a guest's begins at token k.
func (p *prose) guestAt(k int) bool {
	for i := range p.region.mentions {
		if m := &p.region.mentions[i]; m.prose == p && m.i == k && !m.nobody && m.score >= 3 {
			return true
		}
	}
	return false
}

// nameEndsAt: somebody who can be a guest is named right before token k.
func (p *prose) nameEndsAt(k int) bool {
	for i := range p.region.mentions {
		if m := &p.region.mentions[i]; m.prose == p && m.j == k && !m.nobody {
			return true
		}
	}
	return false
}

// guestEndsAt: a whole name, or one with its title, ends right before token k.
func (p *prose) guestEndsAt(k int) bool {
	for i := range p.region.mentions {
		if m := &p.region.mentions[i]; m.prose == p && m.j == k && !m.nobody && (len(m.words) > 1 || m.title) {
			return true
		}
	}
	return false
}

// firstPersonJob: the words before say that this is where the writer works: "I am a
// lecturer at …", "I'm based at …", "my lab at …".
func (p *prose) firstPersonJob(b int) bool {
	t := p.toks
	for k := b; k >= 0 && k > b-9 && t[k].sentence == t[b].sentence; k-- {
		if t[k].is(",", ";", "who", "from") && k < b {
			return false
		}
		job := k + 1
		if t[k].low == "i" {
			job++
		}
		if (t[k].is("i'm") || t[k].low == "i" && k+1 < len(t) && t[k+1].is("am", "was")) && job < len(t) && t[job].is("a", "an", "the", "in", "at", "with", "based", "on", "currently", "also", "working", "one") {
			return true
		}
		if t[k].low == "i" && k+1 < len(t) && t[k+1].is("work", "run", "teach", "direct", "head", "lead") {
			return true
		}
		if t[k].is("my", "our") && k+1 < len(t) && t[k+1].is("lab", "group", "department", "office", "team", "division") && k >= b-4 {
			return true
		}
	}
	return false
}

// trimTail drops connectors that ended up last.
func trimTail(t []token, i, j int) int {
	for j > i && (orgConnectors[t[j-1].low] || t[j-1].kind == punct && !t[j-1].is(")", ".")) {
		j--
	}
	return j
}

// clean brings a stretch of text onto one line.
func clean(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, ">", " ")), " ")
	return strings.Trim(s, " ,;:-–—")
}
