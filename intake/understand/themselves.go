package understand

import "strings"

// speaksAsGuest counts the signs that the writer is the guest: coming "as a visiting
// …" in the first person, having a sponsor or host, having an account that is theirs.
func (p *prose) speaksAsGuest() int {
	t := p.toks
	n := 0
	for k := range t {
		at := func(i int) *token {
			if i < 0 || i >= len(t) || t[i].para != t[k].para {
				return &token{}
			}
			return &t[i]
		}
		switch {
		case t[k].is("my") && at(k+1).is("visit", "stay", "sponsor", "host", "guest", "hms", "account", "activation", "arrival", "internship", "fellowship", "supervisor", "pi", "full", "legal", "address", "role", "hsr", "sponsored") || t[k].is("my") && at(k+1).is("harvard") && at(k+2).is("sponsored"):
			n++
			if at(k+1).is("guest", "visitor") && at(k+2).has(nAccount) || at(k+1).is("sponsor", "host", "activation") || at(k+1).is("hms") || at(k+1).is("account") && !p.subject {
				n++
			}
		case t[k].is("name") && at(k-1).is("my") && at(k+1).is("is", ":"):
			n++
		case t[k].is("guest") && (at(k+1).is("of") || at(k-1).is("a")) && (at(k-1).is(",", "am", "a", "as") || at(k-2).is("am", "as", "i'm")) && at(k+1).is("of", "at", "in"):
			n += 2
		case t[k].is("i", "i'll", "i'm", "i'd") && (inSentence(t, k, "coming", "come", "join", "joining", "visit", "visiting", "arrive", "begin", "start", "land") && inSentence(t, k, "will", "shall", "i'll", "i'm", "begin", "start", "land", "arrive", "to")):
			n++
			if inSentence(t, k, "as") {
				n++
			}
		case (t[k].low == "i'll" || t[k].low == "i" && at(k+1).is("will", "shall")) && near(t, k, 3, "be") && inRole(t, k):
			n += 2
		case t[k].is("me") && at(k+1).is("as") && roleAhead(t, k+2):
			n += 2 // "Dr. Roe takes me as an observer"
		case t[k].is("here") && k > 0 && k <= 4 && t[k-1].capital && at(k-1).kind == word && !notNames[t[k-1].low] && at(k+1).kind == punct:
			n += 2 // "Jane Doe here (jd123)"
		case t[k].low == "myself" && near(t, k, -5, "account", "request", "apply"):
			n++
		case t[k].is("me") && at(k-1).is("send", "sent", "for", "to", "invite", "invited", "invites", "sponsored", "sponsors", "host", "hosts", "hosted", "hosting", "accepted"):
			n++
		case t[k].is("i") && at(k+1).is("got", "received", "lost", "deleted", "cannot", "can't", "never", "didn't", "tried", "activated", "clicked") && near(t, k, 12, "activation", "activate", "code", "link", "account", "role"):
			n += 2
		case t[k].is("as") && at(k+1).is("a", "an", "visiting", "guest") && t[k].sentence == at(max(0, k-6)).sentence && near(t, k, -10, "i", "i'll", "i'm", "i'd") && near(t, k, 5, "visiting", "student", "fellow", "postdoc", "intern", "contractor", "scholar", "researcher", "observer"):
			n++
		}
	}
	return n
}

// roleAhead: a noun for what guests come as stands at most four words after token k.
func roleAhead(t []token, k int) bool {
	for n := k; n < min(len(t), k+5) && t[n].sentence == t[k-1].sentence && t[n].kind == word; n++ {
		if roleHead(t[n].low) {
			return true
		}
	}
	return false
}

// presents: the writer names themself in the running text, as one does before people who
// do not know one: "Jane Doe here", "let me introduce myself: Jane Doe", "I am called …".
func (p *prose) presents(w person) bool {
	words := nameWords(dropAsides(w.name))
	if len(words) < 2 || p.subject {
		return false
	}
	t := p.toks
	for k := range t {
		if t[k].capital && strings.EqualFold(t[k].text, words[0]) && k+1 < len(t) && t[k+1].capital {
			if m, ok := mentionAt(t, k); ok && sameName(m.words, words) {
				return true
			}
		}
	}
	return false
}

// inRole: what somebody will be, said within a few words of token k, is a guest's role.
func inRole(t []token, k int) bool {
	for n := k; n < min(len(t), k+8) && t[n].sentence == t[k].sentence; n++ {
		if t[n].low == "be" && n+1 < len(t) && t[n+1].is("a", "an", "visiting", "guest") { // many languages have no article here
			for r := n + 2; r < min(len(t), n+6); r++ {
				if roleHead(t[r].low) && !weakHeads[t[r].low] {
					return true
				}
			}
		}
	}
	return false
}
