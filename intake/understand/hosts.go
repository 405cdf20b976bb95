package understand

// standIns are what a colleague or the sponsor is called in an apposition.
var standIns = set("assistant coordinator administrator manager secretary sponsor sponsors director pi supervisor sponsoring")

// somebodyElse: the name is a sponsor's, host's or colleague's, whatever else is said.
func (s *surroundings) somebodyElse() (why string, ok bool) {
	m, p := s.m, s.p
	if !s.self && (p.asksWriter(p.pastAside(m.j)) || putsInFor(s.t, m.i)) {
		return whyHadWritten, true
	}
	// "Emeka's rotation project" is as likely the guest's; "Dr. Obi's project" is the host's
	project := s.a2.is("project", "program", "grant", "platform") || s.a3.is("project", "program", "grant", "platform")
	if s.possessed && (hostNouns[s.a2.low] || hostNouns[s.a3.low] && !guestAsset[s.a2.low]) && !p.subject && (!project || m.title) {
		return "whose group or office is meant", true
	}
	if s.possessed && !p.subject && s.ownsGuest() {
		return "whose guest is meant", true
	}
	if onBehalf(s.t, m.i) {
		return whyHadWritten, true
	}
	if hostContext(s.t, m.i) {
		return "named as host, sponsor or colleague", true
	}
	if s.sponsors() {
		return whySponsor, true
	}
	if s.a1.low == "," && (s.a2.is("my", "our", "the", "his", "her") || s.a2.is("who")) {
		for k := m.j + 1; k < min(m.j+6, len(s.t)); k++ {
			if standIns[s.t[k].low] {
				return "named as a colleague or sponsor", true
			}
		}
	}
	if m.j < len(s.t) && s.t[m.j].is(".", "!") && s.b1.is("describes", "described") {
		return "", true
	}
	return "", false
}

// ownsGuest: "Prof. Rhee's next visitor": the guest is somebody else.
func (s *surroundings) ownsGuest() bool {
	t, m := s.t, s.m
	for n := m.j; n < min(len(t), m.j+5) && t[n].sentence == t[m.i].sentence; n++ {
		if n > m.j && t[n].has(gBe) {
			return false // "Jane Doe's role is postdoc"
		}
		if (roleHead(t[n].low) || t[n].is("guest", "visitor")) && !(n+1 < len(t) && guestAsset[t[n+1].low]) && !t[n].is("contractor", "sponsor") {
			return true
		}
	}
	return false
}

// sponsors: "Prof. Rhee (HUID …) sponsors her", "… will be the sponsor", "… is her PI".
func (s *surroundings) sponsors() bool {
	v1, v2, v3 := s.v1, s.v2, s.v3
	switch {
	case v1.is("sponsors"), s.calledSponsor(), s.invites(), s.wantsAccountForOther():
		return true
	case v1.is("will", "is", "as", "who") && v2.is("sponsor", "sponsoring"), v1.is("will", "is", "as", "who") && v3.is("sponsor", "sponsoring") && !v2.is("need", "needs"):
		return true
	case v1.is("is", "as") && v2.is("the", "her", "his", "their", "our", "my") && v3.is("sponsor", "pi", "host", "supervisor", "boss"):
		return true
	}
	// "will be the sponsor", "will be her host", "is going to be sponsoring"
	return v1.is("will") && v2.is("be") && v3.is("the", "her", "his", "their", "our", "my") && s.at(s.p.pastAside(s.m.j)+3).is("sponsor", "pi", "host", "supervisor")
}

// auxiliaries stand between a subject and its verb.
var auxiliaries = set("has have had will would is was also kindly like likes to plans wants just recently already going be the one person")

// invites: the person is the subject of inviting, hosting or sponsoring ("Prof. Keller has
// invited …"), and not its object ("… has been invited").
func (s *surroundings) invites() bool {
	t := s.t
	from := s.p.pastAside(s.m.j)
	if s.at(from).low == "," && s.at(from+1).low == "who" {
		from += 2 // "…, who is the one sponsoring the visit"
	}
	for k := from; k < min(len(t), s.m.j+14) && t[k].sentence == t[s.m.i].sentence; k++ {
		if t[k].is("sponsor", "host") && t[k-1].is("to", "will", "would", "shall") {
			return true
		}
		if t[k].has(vSponsor) && !t[k].is("sponsor", "host", "guest") {
			return !(t[k].has(fPart) && t[k-1].has(gBe))
		}
		if !auxiliaries[t[k].low] {
			return false
		}
	}
	return false
}

// wantsAccountForOther: "Dr. Rhee wants a guest account for …": who wants it for somebody
// else is the sponsor.
func (s *surroundings) wantsAccountForOther() bool {
	t, v := s.t, s.p.pastAside(s.m.j)
	if s.at(v).low == "," && s.at(v+1).is("who", "whose", "whom") { // ", whose assistant I am,"
		for k := v + 2; k < v+10; k++ {
			if s.at(k).low == "," {
				v = k + 1
				break
			}
		}
	}
	if !s.at(v).has(vWant) && !s.at(v+1).has(vWant) && !s.at(v).is("requests", "requested", "asks") {
		return false
	}
	for k := v + 1; k+2 < min(len(t), v+10) && t[k].sentence == t[s.m.i].sentence; k++ {
		if t[k].has(nAccount) && t[k+1].low == "for" {
			return nameToken(t, k+2) || titles[t[k+2].low] || t[k+2].has(gMine) || t[k+2].is("a", "an", "the", "another", "this", "her", "his", "their") && (roleAhead(t, k+3) || near(t, k+2, 3, "guest", "visitor", "collaborator", "colleague")) // not "for her teaching", "for the summer"
		}
	}
	return false
}

// calledSponsor: "the sponsor for all three is Prof. Rhee", "Sponsor (HUID) | Prof. Rhee":
// the word stands at the head of the phrase that the name completes.
func (s *surroundings) calledSponsor() bool {
	t, m := s.t, s.m
	if !s.b1.is("is", ":", "|", "=", "(") {
		return false
	}
	for k := m.i - 2; k >= 0 && k >= m.i-9 && t[k].sentence == t[m.i].sentence; k-- {
		switch {
		case t[k].is("sponsor", "pi"):
			return k == 0 || t[k-1].sentence != t[k].sentence || t[k-1].kind == punct || t[k-1].has(gThird|gMine) || t[k-1].is("the", "and", "as", "hms", "harvard", "faculty")
		case t[k].is("|", ".", ";", ",") || t[k].has(gBe|gModal):
			return false
		}
	}
	return false
}

// onBehalf: "on behalf of Dr. X", "in the name of Prof. X", "for my boss, X".
func onBehalf(t []token, i int) bool {
	k := i - 1
	if k >= 0 && t[k].low == "," {
		k--
	}
	if k >= 2 && t[k].is("boss", "pi", "supervisor", "chief", "director") && t[k-1].is("my", "our") && t[k-2].is("for", "of") {
		return true
	}
	if k < 1 || t[k].low != "of" && !(t[k].is("'s")) || t[k].para != t[i].para {
		return k >= 1 && t[i-1].is("'s") && t[k].is("behalf")
	}
	return t[k-1].is("behalf") || t[k-1].low == "name" && k > 2 && t[k-2].low == "the" && t[k-3].low == "in"
}

// hostContext: "in the laboratory of Professor X", "guest of Prof. X", "sponsored by X",
// "on behalf of Dr. X", "under Prof. X", "my assistant, X".
func hostContext(t []token, i int) bool {
	k := i - 1
	if k < 0 || t[k].para != t[i].para {
		return false
	}
	if t[k].low == "," && k > 0 {
		k--
	}
	if t[k].is("host", "sponsor", "chair", "mentor") && k > 0 && t[k-1].is("to", "will", "would", "i", "we", "i'd", "and", "can", "please") {
		return false // verbs
	}
	if t[k].is("assistant", "secretary", "coordinator", "supervisor", "sponsor", "administrator", "advisor", "adviser", "mentor", "pi", "host", "boss", "chair", "director", "chief") && (k == 0 || !t[k-1].is("research", "teaching", "visiting", "physician", "lab", "a", "an", "as", "program", "new", "visiting")) {
		return true
	}
	if t[k].is(":") && k > 0 && t[k-1].is("sponsor", "pi", "host", "supervisor", "cc") {
		return true
	}
	if t[k].is("is") && k > 0 && (t[k-1].is("sponsor", "pi", "host", "supervisor", "boss", "assistant")) {
		return true
	}
	if t[k].low == "of" && k > 0 && roleHead(t[k-1].low) && t[k-1].para == t[i].para {
		return true // "a student of Prof. X"
	}
	if !t[k].is("of", "by", "under", "with", "for", "from", "to", "behalf", "dean") {
		return false
	}
	for n := k - 1; n >= max(0, k-4); n-- {
		if t[n].sentence != t[i].sentence || t[n].para != t[i].para {
			return false
		}
		if t[k].is("of", "under") && (hostNouns[t[n].low] || t[n].is("behalf", "guest", "guests", "visitor", "wife", "husband")) && !(t[n].is("assistant")) {
			return n == k-1 || t[n].is("behalf") || t[n+1].is("of", "'s")
		}
		if t[k].is("by") && t[n].is("sponsored", "hosted", "supervised", "approved", "signed", "invited", "told", "asked", "mentored", "advised", "headed", "led", "directed", "run", "requested", "submitted", "sent", "paid", "handled", "arranged", "filed") {
			return true
		}
		if t[k].is("with", "for", "under") && t[n].is("working", "work", "works", "collaborating", "collaboration", "joint", "project", "mostly", "postdoc'd", "bench", "shares") {
			return true
		}
		if t[k].is("under") {
			return true
		}
		if t[k].is("to") && t[n].is("assistant", "reports", "according", "thanks", "reporting", "write", "copy") {
			return true
		}
		if t[k].is("from") && t[n].is("signature", "approval", "permission", "hear", "heard", "word", "go-ahead", "okay", "ok") {
			return true
		}
	}
	return t[k].is("behalf")
}

// asksWriter: "… has asked me to", "would like me to": said of the person in whose
// name the sender writes.
func (p *prose) asksWriter(k int) bool {
	t := p.toks
	for n := k; n < min(len(t), k+5) && n > 0 && t[n].sentence == t[k-1].sentence; n++ {
		if t[n].is("asked", "asks", "wants") && p.guestAsks(n) {
			return false
		}
		if t[n].is("asked", "asks", "wishes", "requested", "requests") && n+2 < len(t) && t[n+1].is("that") && t[n+2].is("i", "we") {
			return true // "has asked that I request …"
		}
		if t[n].is("asked", "asks", "told", "wants", "like", "likes", "instructed", "requested", "had") && n+2 < len(t) && t[n+1].is("me", "us") && (t[n+2].is("to", "request", "write", "send", "submit", "take")) {
			return true
		}
		if t[n].is(",", ".", ";") && n > k {
			return false
		}
	}
	return false
}

// putsInFor: "I am putting this in for Dr. Rhee", "I'm writing for Prof. Rhee": the
// writer does the writing, the asking or the paperwork for somebody with a title, who
// is no guest: a guest is written about, not for.
func putsInFor(t []token, i int) bool {
	if i < 3 || t[i-1].low != "for" || !titles[t[i].low] {
		return false
	}
	for k := i - 2; k >= max(0, i-6) && t[k].sentence == t[i].sentence; k-- {
		if t[k].is("writing", "putting", "submitting", "filing", "sending", "asking", "handling", "emailing", "entering", "doing") {
			return k == 0 || t[k-1].kind == punct || t[k-1].is("am", "i'm") || k > 1 && t[k-2].is("am", "i'm")
		}
		if t[k].is("account", "accounts", "request") {
			return false
		}
	}
	return false
}
