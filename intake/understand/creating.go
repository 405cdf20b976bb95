package understand

// creates: a new account is asked for, or a guest is to be enrolled or hosted.
func (s *sentence) creates(add adder, r *reader) {
	t := s.t
	offset := 0
	if s.p.subject {
		offset = -1
	}
	if s.reports() {
		return
	}
	for _, a := range s.acts {
		if a.negated || a.mood == retold || a.mood == possible {
			continue
		}
		nouns, person := s.object(a)
		if t[a.at].is("go", "proceed", "continue") && a.mood.asks() && s.any("ahead", "proceed") && nouns&nAccount != 0 {
			add(RequestAccount, 4, "an account is to be set up")
			break
		}
		asks := a.mood.asks() || a.lex.any(vWant|vSponsor) && a.mood == told
		existing := s.any("existing", "already", "current") && s.any("has", "existing", "have", "current")
		switch {
		case a.lex.any(vCreate|vWant|vSend) && asks && nouns&nAccount != 0 && nouns&(nCode|nExtension) == 0:
			points := 4 + offset
			if s.any("access", "login", "credentials") && !s.any("account", "accounts") {
				points--
			}
			if existing {
				points -= 3
			}
			add(RequestAccount, points, "an account is asked for")
		case a.lex.any(vCreate|vWant|vEnrol) && asks && s.entersNetwork(a.at):
			add(RequestAccount, 3, "somebody is to get into our systems")
		case a.lex.any(vEnrol) && asks && !s.phrase("mailing", "list") && !s.any("newsletter") && (person || nouns&nGuest != 0):
			add(RequestAccount, 3, "somebody is to be enrolled")
		case t[a.at].is("bring", "get", "take", "bringing") && asks && (s.phrase("on", "board") || s.any("aboard", "onboard")):
			add(RequestAccount, 3, "somebody is to be taken on board")
		case a.lex.any(vCreate|vWant|vSend) && asks && r.context == toHelp && near(t[:s.j], a.at, 3, "one"):
			add(RequestAccount, 4, "one of the accounts that we explained is asked for")
		case t[a.at].is("set", "setting", "sign", "setup") && asks && person && s.any("up"):
			add(RequestAccount, 3, "somebody is to be set up")
		case a.lex.any(vSponsor) && (asks || a.mood == wish) && (person || nouns&nGuest != 0) && !a.lex.any(fThrd|fPast) && (s.lex&gFirst != 0 || s.please):
			add(RequestAccount, 3, "the sender wants to host a guest")
		default:
			continue
		}
		break
	}
	// what is named without a verb: "Guest account for Jane Doe", "new guest"
	if s.mustHave() || s.mayHave() || s.mustLogIn() {
		add(RequestAccount, 3, "somebody has to have access")
	}
	for k := s.i; k+1 < s.j; k++ {
		if t[k].has(gYou) && t[k+1].is("for") && s.accountAfter(k+1) && !near(t, k, -1, "thank") {
			add(RequestAccount, 3, "we are turned to for an account")
			break
		}
		if accountWords[t[k].low] && t[k].low != "id" && (t[k+1].is("for") || t[k+1].is("from") && isDateAfter(t[:s.j], k+1)) && !near(t[:s.j], k, -3, "no", "not", "without", "never") {
			points := 2
			if s.please || s.question && s.specific || s.lex&gModal != 0 && s.any("grateful", "thankful", "appreciated", "glad", "happy") {
				points = 3
			}
			add(RequestAccount, points, "an account for somebody is spoken of")
			break
		}
	}
	for k := s.i; k+1 < min(s.j, s.i+4) && !s.p.subject && !s.question; k++ {
		if t[k].has(nAccount) && t[k+1].low == "request" && s.lex&gMine == 0 && k+2 < s.j && t[k+2].is(":", "for", "-") {
			add(RequestAccount, 3, "it calls itself a request for an account")
			break
		}
	}
	if s.lex&nAccount != 0 && s.any("guest", "visitor") && s.any("please", "pls", "plz", "thx", "thanks") && len(s.acts) == 0 && s.j-s.i <= longestFragment && s.lex&(nExtension|vExtend|vEnd) == 0 && !s.any("for") {
		add(RequestAccount, 3, "an account, and please or thanks, is all that it says")
	}
	for k := s.i; k < s.j; k++ {
		if t[k].is("new", "additional", "another") && (k+1 < s.j && (t[k+1].has(nGuest) && !(k+2 < s.j && t[k+2].is("role")) || t[k+1].has(nAccount)) || k+2 < s.j && t[k+2].has(nAccount) && t[k+1].kind == word && !t[k+1].has(nCode|nActivate)) {
			add(RequestAccount, 3, "a new guest or account is spoken of")
			break
		}
	}
	account := s.lex&nAccount != 0
	if s.p.subject && (account && s.lex&(nExtension|vExtend|vEnd|vFail) == 0 && !s.any("question", "questions", "expiring") || s.lex&nGuest != 0 && s.lex&nRequest != 0) {
		add(RequestAccount, 1, "the subject speaks of an account")
	}
	if s.lex&nRequest != 0 && s.any("form") && !r.blankForm() && (s.any("attached", "completed", "enclosed", "below", "filled") || s.lex&nGuest != 0) {
		add(RequestAccount, 3, "a request form is sent")
	}
	if s.any("attached", "below", "following") && s.lex&nGuest != 0 && s.any("list", "guests", "visitors", "details", "new") {
		add(RequestAccount, 2, "guests are listed")
	}
	for _, a := range s.acts {
		if a.lex.any(vCome) && a.mood == told && s.any("as", "from", "our", "my", "us", "the") && s.lex&(vKeep|nExtension) == 0 {
			add(RequestAccount, 1, "somebody comes")
			break
		}
	}
}

// longestFragment is in tokens: "Guest acct, thx."
const longestFragment = 7

// mustHave: "she must have access", "has to have a login".
func (s *sentence) mustHave() bool {
	if s.question || s.any("already", "still") || s.phrase("by", "now") {
		return false // a complaint: she should have it by now
	}
	for k := s.i + 1; k < s.j; k++ {
		if s.t[k].low == "have" && near(s.t, k, -2, "must", "to", "should", "could") && !near(s.t, k, 1, "to") && s.accountAfter(k) && !denies(s.t[s.i:], k-s.i) {
			return true
		}
	}
	return false
}

// mayHave: "can she have an account?", "might he get access?": asked for one person.
func (s *sentence) mayHave() bool {
	if !s.question || !s.specific || s.any("already", "still", "how", "when", "until") {
		return false
	}
	for k := s.i + 2; k < s.j; k++ {
		if s.t[k].is("have", "get") && s.accountAfter(k) && !denies(s.t[s.i:], k-s.i) {
			for n := k - 1; n >= max(s.i, k-4); n-- {
				if s.t[n].is("can", "could", "may", "might") {
					return true
				}
			}
		}
	}
	return false
}

// mustLogIn: "she needs to be able to log in".
func (s *sentence) mustLogIn() bool {
	if s.question || s.lex&(gNot|nCode|nActivate) != 0 || s.any("still", "again") {
		return false
	}
	for k := s.i + 1; k+1 < s.j; k++ {
		if s.t[k].is("log", "sign") && s.t[k+1].is("in", "on", "into") && s.t[k-1].low == "to" && near(s.t, k, -6, "needs", "need", "must", "has", "able") {
			return true
		}
	}
	return false
}

// accountAfter: an account not yet anybody's follows token k: "a guest account", "access".
func (s *sentence) accountAfter(k int) bool {
	for n := k + 1; n < min(s.j, k+5); n++ {
		if s.t[n].has(nAccount) {
			return !near(s.t, n, -2, "her", "his", "their", "my", "our", "the", "'s")
		}
	}
	return false
}

// networkWords name what an account lets people into.
var networkWords = set("network networks system systems server servers cluster vpn wifi wi-fi computers")

// entersNetwork: after the verb at k comes what an account is for: "get on the network".
func (s *sentence) entersNetwork(k int) bool {
	for n := k + 2; n < min(s.j, k+8); n++ {
		if networkWords[s.t[n].low] && near(s.t, n, -4, "on", "onto", "into", "to") {
			return true
		}
	}
	return false
}

// reports: the sentence tells of a request made earlier: "I sent in a request", "we
// requested", "last time I asked".
func (s *sentence) reports() bool {
	if s.please || s.you || s.any("would", "need", "needs") {
		return false
	}
	t := s.t
	for k := s.i; k < s.j; k++ {
		if t[k].is("sent", "submitted", "filed", "requested", "asked", "emailed", "wrote") && k > s.i && (t[k-1].is("i", "we", "have", "i've", "we've", "had", "already", "she", "he", "you", "was") || k > s.i+1 && t[k-1].is("just", "also") && t[k-2].is("i", "we", "have")) {
			return true
		}
		if t[k].is("last") && k+1 < s.j && t[k+1].is("time") {
			return true
		}
	}
	return false
}

// later: a request is only thought of.
func (s *sentence) later() bool {
	if s.any("thinking") && s.any("may", "might", "sometime", "someday", "of") {
		return true
	}
	t := s.t
	for k := s.i; k+1 < s.j; k++ {
		if t[k].is("may", "might") && t[k+1].has(vWant) && t[k+1].has(fBase) && k > s.i && t[k-1].has(gFirst) || t[k].is("before") && t[k+1].is("i", "we") && k+2 < s.j && t[k+2].is("ask", "request", "submit", "apply") || t[k].is("the", "near") && t[k+1].is("future") && !s.please {
			return true
		}
	}
	return false
}
