package understand

// aboutRole: the sponsored role is what runs, ends or is valid, not the account. Where a
// message tells nothing else, its days are still a hint.
func (p *prose) aboutRole(e dateExpr) bool { return p.about(e, roleNouns) }

// asideStart is where the parenthesis opens that closes at token k; k where none does.
func (p *prose) asideStart(k int) int {
	for n := k - 1; n >= 0 && n > k-longestAside && p.toks[n].sentence == p.toks[k].sentence; n-- {
		if p.toks[n].low == "(" {
			return n
		}
	}
	return k
}

// longestAside is in tokens.
const longestAside = 12

// about: one of the nouns is the subject of the clause's verb.
func (p *prose) about(e dateExpr, nouns map[string]bool) bool {
	t := p.toks
	verb := false
	for k := e.i - 1; k >= 0 && t[k].sentence == t[e.i].sentence && t[k].para == t[e.i].para && k > e.i-14; k-- {
		if t[k].low == ")" {
			k = p.asideStart(k) // "her account (pr518, HSR 203821) runs out on …": the subject stands before it
			continue
		}
		if t[k].is("is", "runs", "ends", "expires", "was", "has", "valid", "good", "covers", "lasts", "goes", "extended", "extends", "approved", "run", "been", "through", "until", "already", "set", "prolonged", "renewed", "ending", "expiring", "which", "active", "that", "end", "expire", "effective", "begins", "starts", "covered") {
			verb = true
		}
		if t[k].low == "and" && p.at(e.i, k+1).is("runs", "ends", "expires", "is", "goes", "lasts", "was") {
			continue // the same subject goes on
		}
		if t[k].is(",", ";", "-", "–", "—", "/", "|", "·", "and", "but", "so", "account", "access", "he", "she", "they", "guest", "please", "him", "her", "us") && !(t[k].is("her") && k+1 < len(t) && t[k+1].is("hsr", "sponsored", "harvard", "visa")) {
			if t[k].is(",") && k > 0 && t[k-1].kind == number {
				// "(HSR 203118, which ends on …"
				continue
			}
			return false
		}
		if t[k].is("his", "hers", "theirs") && p.at(e.i, k+1).has(vCease|gBe) {
			return false // the account, by a possessive that stands alone: "his runs out on …"
		}
		if nouns[t[k].low] && t[k].low != "role" || nouns["role"] && t[k].low == "role" && k > 0 && (t[k-1].is("sponsored", "'s", "her", "his", "their") || k+1 < len(t) && t[k+1].low == "(") {
			if p.at(e.i, k+1).kind == number && p.at(e.i, k+2).low == ":" && k+2 < e.i {
				return false // a field of the line, too: "Jane, HSR 204834: expires …"
			}
			if p.afterPreposition(k) || p.gotten(k) {
				return false
			}
			return verb
		}
	}
	return false
}

// gotten: the noun at k is what somebody got, no subject: "he got his visa and is off".
func (p *prose) gotten(k int) bool {
	n := k - 1
	for n > 0 && (p.toks[n].has(gThird|gMine) || p.toks[n].is("the", "a", "new")) {
		n--
	}
	return n >= 0 && n < k && p.toks[n].sentence == p.toks[k].sentence && p.toks[n].is("got", "gets", "received", "obtained", "has", "have")
}

// afterPreposition: the noun at k is no subject: "on a J-1 visa", "for a training".
func (p *prose) afterPreposition(k int) bool {
	for n := k - 1; n >= 0 && n >= k-6 && p.toks[n].sentence == p.toks[k].sentence; n-- {
		switch t := &p.toks[n]; {
		case t.is("under", "with", "by", "on", "for", "in", "via", "through", "from", "during"):
			return true
		case t.kind == punct && !t.glued || t.has(gBe|gModal) || clauseBreaks[t.low]:
			return false
		}
	}
	return false
}
