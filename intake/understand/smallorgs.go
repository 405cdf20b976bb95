package understand

// smallLetterOrgs finds institutions that were typed without capitals: a run after
// "from" with an institution's word in it ("from trinity college dublin"), and the
// one unknown word after a guest's name and "from" or "of", or after what they are
// or do and "from" or "at" ("Bram Peeters of imec,", "a visiting engineer from imec").
func (p *prose) smallLetterOrgs() []finding {
	t := p.toks
	var out []finding
	for i := 1; i+1 < len(t); i++ {
		if !t[i].is("from", "of", "at") {
			continue
		}
		j, org := i+1, false
		for j < len(t) && j < i+7 && t[j].sentence == t[i].sentence && t[j].kind == word && !t[j].capital && (!closedClass[t[j].low] || t[j].low == "of") && !(j > i+1 && goesOnAfter(&t[j])) {
			org = org || orgWords[t[j].low] && !commonOrgWords[t[j].low]
			j++
		}
		ends := j == len(t) || t[j].sentence != t[i].sentence || t[j].is(",", ".", ";", "?", "(", ")") || closedClass[t[j].low] || goesOnAfter(&t[j])
		switch {
		case org && j-i > 2 && (t[i].low == "from" || ends && !t[i+1].is("the", "a", "an", "our", "my", "your", "this") && (roleHead(t[i-1].low) || t[i-1].is(studies...))):
			out = append(out, finding{field: fieldAffiliation, i: i + 1, j: j, text: clean(p.textOf(i+1, j)), strength: 2, reason: "an institution in small letters"})
		case j != i+2 || !ends || awayWords[t[i+1].low] || dateOpeners[t[i+1].low]:
		case p.guestEndsAt(i) && !t[i].is("at"), roleHead(t[i-1].low) && !t[i].is("of") && maybeName(&t[i+1]),
			t[i].low == "at" && t[i-1].is(studies...) && maybeName(&t[i+1]) && !p.firstPersonJob(i) && !isHost(t, i+1, j):
			out = append(out, finding{field: fieldAffiliation, i: i + 1, j: j, text: clean(p.textOf(i+1, j)), strength: 2, reason: "named after \"" + t[i].low + "\""})
		}
	}
	return out
}

// commonOrgWords are in institutions' names, and in small letters are just nouns.
var commonOrgWords = set("group department research science medical services company laboratory agency medicine")

// awayWords say where somebody comes from without naming it.
var awayWords = set("abroad overseas outside elsewhere industry academia home there here work school town college university europe asia africa")

// goesOnAfter: the sentence goes on to say as what, or that, somebody comes: "a developer
// at mobileye coming as …".
func goesOnAfter(w *token) bool {
	return asWords[w.low] || w.has(vCome|vLeave) && w.has(fIng)
}
