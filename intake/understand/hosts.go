package understand

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
			return k > 0 && (t[k-1].is("am", "i'm") || k > 1 && t[k-2].is("am", "i'm"))
		}
		if t[k].is("account", "accounts", "request") {
			return false
		}
	}
	return false
}
