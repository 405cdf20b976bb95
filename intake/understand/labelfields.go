package understand

// ask finds the field that the label asks for. The order decides where a word has two
// meanings: "first day" before "first name", "sponsored role" before "role".
func (l *labelWords) ask(out *label) {
	n := len(l.words)
	day := l.has(lDay)
	switch {
	case l.has(lHSR), l.has(lSponsored) && l.has(lRoleWord), l.has(lRoleWord) && l.has(lNumber|lID):
		out.field, out.about = fieldHSR, aboutGuest
	case l.has(lHUID), l.has(lHarvard) && l.has(lID), l.has(lID) && out.explicit && l.only(lID|lNumber|lSponsor|lOurs):
		out.field = fieldHUID
	case l.has(lEmail), l.word("e") && l.word("mail"), l.word("reach"), l.word("address") && l.word("write", "reach", "private", "personal", "use"), len(l.words) == 1 && l.word("contact", "kontakt", "contacto", "contatto", "contato"):
		out.field = fieldEmail
	case l.word("hours"): // office hours stand in signatures
		out.field = fieldOther
	case l.has(lBirth | lPhone), l.word("submitted", "submission") && day, l.word("today", "today's") && day:
		out.field = fieldOther
	case l.has(lStart|lFirst) && l.has(lEnd|lLast) && !l.has(lName) && (day || l.has(lStart)),
		l.has(lFrom|lStart) && l.has(lTo|lEnd):
		out.field = fieldDates
	case l.asksAccount():
		out.field = fieldAccount
	case l.asksEnd():
		out.field = fieldEnd
	case n > 1 && l.has(lStart|lCome) && l.classes[n-1]&lAs != 0: // "Joining as" asks for no day
		out.field = fieldRole
	case l.has(lFirst) && (day || l.word("working")), l.has(lStart), n == 1 && l.word("in"), l.word("when") && l.has(lCome|lFrom):
		out.field = fieldStart
	case l.has(lPurpose) && !day:
		out.field = fieldRole
	case l.has(lAccount) && n <= 4 && !l.has(lName) && !l.word("type", "create", "open", "make", "need", "needed", "want", "wanted"):
		out.field = fieldAccount
	case l.word("how") && l.word("long"), l.has(lPeriod) && !l.word("type", "during"):
		out.field = fieldDates
	case l.has(lMiddle), n == 1 && l.word("mi"), l.has(lName) && l.word("other", "others"):
		out.field = fieldMiddle
	case l.fullName():
		out.field, out.lastFirst = fieldName, out.lastFirst || l.lastFirst()
	case l.has(lGiven) && l.has(lFamily), l.has(lName) && l.has(lGiven|lFamily) && l.word("and", "&", "und", "et", "y", "e", "en"):
		out.field, out.both = fieldName, true
		out.lastFirst = out.lastFirst || l.familyBeforeGiven()
	case l.has(lFamily):
		out.field, out.second = fieldFamily, l.has(lSecond)
	case l.has(lGiven):
		out.field, out.second = fieldGiven, l.has(lSecond)
	case l.has(lFrom) && !l.has(lRole|lName):
		out.field = fieldFrom
	case l.word("where") && l.word("work", "works", "working", "based", "employed", "study", "studies", "studying", "affiliated", "teach", "teaches"):
		out.field = fieldAffiliation
	case l.has(lOrg), l.has(lHome) && !l.has(lOther):
		out.field = fieldAffiliation
	case l.has(lDept):
		out.field = fieldOther
	case l.has(lRole), l.has(lAs) && (n <= 2 || l.has(lCome) || l.classes[n-1]&lAs != 0), l.word("do", "doing") && l.word("what", "will"):
		out.field = fieldRole
	case l.has(lOther) && !(l.has(lName) && l.has(lPass)) && !(l.has(lDone) && out.explicit):
		out.field = fieldOther
	case l.has(lName | lWho), out.explicit && n <= 2:
		out.field = fieldName
		out.loose = l.has(lName) && !l.has(lFull)
	case day && l.only(lDay|lVisit), l.has(lVisit) && l.only(lVisit):
		out.field = fieldDates
	case l.has(lExtend):
		out.field = fieldOther // of a telephone
	}
	out.filledIn = l.has(lDone) && l.has(lBy) && !l.has(lSponsor)
	out.now = l.has(lNow) && !l.has(lNew)
	out.closing = out.field == fieldEnd && (l.has(lClose) || l.word("end", "stop") && l.word("access"))
}

// asksAccount: "HMS ID", "username", "user name", "account" alone.
func (l *labelWords) asksAccount() bool {
	return l.has(lAccount|lHMS) && l.has(lID|lLogin|lUser) || l.has(lLogin) || l.has(lUser) && l.has(lID|lName) || len(l.words) == 1 && l.has(lAccount)
}

// asksEnd: "last day", "until", "to" alone, "extend to", "new date" beside the old one.
func (l *labelWords) asksEnd() bool {
	return len(l.words) == 1 && l.word("out") || l.word("when") && l.word("go", "goes") || l.has(lLast) && (l.has(lDay) || l.word("working")) || l.has(lEnd) && !l.word("why") ||
		l.has(lTo) && l.only(lTo|lDay|lNew|lExtend|lNow) || l.has(lExtend) && l.has(lDay|lNew) ||
		l.has(lNew|lNow) && l.has(lDay) && l.only(lNew|lNow|lDay)
}
