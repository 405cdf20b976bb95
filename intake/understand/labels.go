package understand

import (
	"strings"
	"unicode"
)

// field is one thing that a request says about a guest or a sponsor.
type field uint8

const (
	fieldNone field = iota
	fieldName
	fieldGiven
	fieldFamily
	fieldMiddle
	fieldEmail
	fieldAffiliation
	fieldRole
	fieldHUID
	fieldHSR
	fieldAccount
	fieldStart
	fieldEnd
	fieldDates
	fieldOther // known, and of no use: telephone, department, comments
	fieldFrom  // "From": an institution or a first day, as the value shows
	fieldSection
)

type about uint8

const (
	aboutGuest about = iota
	aboutSponsor
)

// label is what a form's label or a column's heading was understood as.
type label struct {
	field     field
	about     about
	explicit  bool // the label itself says whose it is
	lastFirst bool // it asks for the family name first
	both      bool // it asks for both names
	sponsorID bool // it asks for the sponsor and the sponsor's ID in one
}

var (
	guestWords   = set("guest guest's guests guests' visitor visitor's applicant applicant's candidate candidate's user user's person person's collaborator collaborator's his her their traveller gast gastes invitado invitada invité huésped individual individual's fellow's student's contractor's trainee's intern's scholar's employee's")
	sponsorWords = set("sponsor sponsor's sponsors sponsoring host host's pi pi's supervisor supervisor's requester requester's requestor requestor's requesting submitter submitted mentor mentor's manager manager's faculty preparer my your yours approver delegate administrator admin gastgeber anfitrión coordinator")
	hintFillers  = set("the of a an is are was at in on for and or & hms hsdm harvard please if any known applicable optional required number no no. # nr our this that will would be to with used use what who whom which how when where legal full complete preferred personal private home own current exact new requested desired proposed expected planned anticipated actual final s / name's day date dates first last access account information info details by does do did he she they it legal as intended outside external non-harvard not alternate alternative contact primary best main valid yet already available year mm dd yyyy mm/dd/yyyy yyyy-mm-dd format mi")

	emailWords    = set("email e-mail emails mail e-mails email-address courriel correo mailadresse e-mailadresse emailadresse eml")
	orgLabels     = set("inst institution institution's affiliation affiliations organization organisation employer company university school institute hospital firm agency institución institucion instituição einrichtung hochschule universität établissement etablissement arbeitgeber instelling works employed institution/company org uni univ")
	roleLabels    = set("role position title purpose reason function capacity type status job activity why justification occupation relationship función funcion funktion fonction cargo puesto designation category rank appointment work coming-as")
	startLabels   = set("start starts starting starting-date begin begins beginning arrival arrives arriving effective commence commences commencing since joins joining llegada ankunft arrivée beginn anreise inicio início startdate in-date onboarding")
	endLabels     = set("end ends ending until till til through thru expiration expires expiry expire departure departs depart leave leaves leaving stop stops finish finishes termination terminates salida abreise départ ende fin fim exit completion enddate expiring")
	periodLabels  = set("dates period duration when term stay length timeframe time-frame timeline zeitraum dauer fechas durée periodo período span window")
	otherLabels   = set("phone telephone tel mobile cell fax pager department dept division address comments comment notes note remarks citizenship country nationality cost po building office gender sex dob born birth birthdate lab laboratory room signature signed project budget fund supervisor's extension location city state zip website url subject sent cc date-submitted submitted today today's urgency priority services needed software systems training visa passport approved billing code grant")
	givenLabels   = set("first given forename forenames firstname givenname vorname prénom prenom nombre nombres nome christian")
	familyLabels  = set("last family surname surnames lastname familyname nachname nom apellido apellidos sobrenome apelido cognome achternaam surname(s)")
	accountLabels = set("username ecommons login userid loginname accountid kennung netid")
)

// classifyLabel understands a label such as "Guest's personal e-mail (not Harvard)".
// What stands in parentheses only explains, but for the order of names.
func classifyLabel(raw string) label {
	lastFirst := false
	bare := raw
	if i := strings.IndexByte(raw, '('); i >= 0 {
		inner := fold(raw[i:])
		l, f := strings.Index(inner, "last"), strings.Index(inner, "first")
		if l < 0 {
			l = strings.Index(inner, "family")
		}
		if l < 0 {
			l = strings.Index(inner, "surname")
		}
		if f < 0 {
			f = strings.Index(inner, "given")
		}
		lastFirst = l >= 0 && (f < 0 || l < f)
		if strings.HasPrefix(inner, "(s)") {
			bare = raw[:i] + raw[i+3:]
		} else {
			bare = raw[:i]
			if j := strings.IndexByte(raw[i:], ')'); j >= 0 {
				bare += " " + raw[i+j+1:]
			}
		}
	}
	words := strings.FieldsFunc(fold(bare), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;:/.*_|[]\"“”•?!=<>", r)
	})
	return classifyWords(words, lastFirst)
}

func classifyWords(words []string, lastFirst bool) label {
	if len(words) == 0 || len(words) > 16 {
		return label{}
	}
	in := func(s map[string]bool) bool {
		for _, w := range words {
			if s[w] {
				return true
			}
		}
		return false
	}
	has := func(ws ...string) bool {
		for _, want := range ws {
			for _, w := range words {
				if w == want {
					return true
				}
			}
		}
		return false
	}
	at := func(s map[string]bool) int {
		for i, w := range words {
			if s[w] {
				return i
			}
		}
		return 1 << 10
	}
	l := label{lastFirst: lastFirst}
	g, s := at(guestWords), at(sponsorWords)
	if s < g && g < 1<<10 && (words[s] == "my" || words[s] == "your") {
		s = 1 << 10 // "your guest" is the guest
	}
	switch {
	case g < s:
		l.about, l.explicit = aboutGuest, true
	case s < g:
		l.about, l.explicit = aboutSponsor, true
	}
	if !l.explicit && has("requested", "submitted") && has("by") {
		l.about, l.explicit = aboutSponsor, true
	}
	day := has("day", "date", "dates")
	harvardID := has("huid", "huid#") || has("harvard") && has("id", "id#", "ids") || has("university") && has("id", "id#")
	switch {
	case has("hsr", "hsr#", "hsrs") || has("sponsored") && has("role") || has("role") && has("number", "no", "#", "no.", "id"):
		l.field = fieldHSR
		l.about = aboutGuest
	case harvardID:
		l.field = fieldHUID
		l.sponsorID = l.about == aboutSponsor && (has("sponsor", "host", "pi") && len(words) > 2)
	case in(emailWords) || has("e") && has("mail"):
		l.field = fieldEmail
	case has("birth", "dob", "birthdate", "born"):
		l.field = fieldOther
	case has("phone", "tel", "telephone", "fax", "mobile", "cell"):
		l.field = fieldOther
	case has("start", "first", "begin", "arrival") && has("end", "last", "departure", "finish") && !has("name", "names") && (day || has("start", "begin", "arrival")):
		l.field = fieldDates
	case has("from") && (has("to", "until", "through")):
		l.field = fieldDates
	case has("today", "today's", "submitted", "submission") && day:
		l.field = fieldOther
	case has("account", "hms") && has("id", "username", "user", "login") || in(accountLabels) || has("user") && has("id", "name") || len(words) == 1 && words[0] == "account":
		l.field = fieldAccount
	case has("last") && has("day", "date", "working") || has("end", "expiration", "expiry") && day || in(endLabels) && !has("why"):
		l.field = fieldEnd
	case has("first") && has("day", "date", "working") || in(startLabels):
		l.field = fieldStart
	case has("purpose", "reason", "why", "capacity", "function") && !day:
		l.field = fieldRole
	case has("account", "acct") && len(words) <= 4 && !has("name", "type", "start", "end", "begin"):
		l.field = fieldAccount
	case has("how") && has("long") || in(periodLabels) && !has("type") || has("dates"):
		l.field = fieldDates
	case len(words) == 1 && has("to", "bis"):
		l.field = fieldEnd
	case has("middle") || len(words) == 1 && has("mi"):
		l.field = fieldMiddle
	case in(givenLabels) && in(familyLabels):
		l.field = fieldName
		l.both = true
		l.lastFirst = l.lastFirst || at(familyLabels) < at(givenLabels)
	case in(familyLabels):
		l.field = fieldFamily
	case in(givenLabels):
		l.field = fieldGiven
	case has("coming", "comes", "from", "where") && !in(roleLabels) && has("from"):
		l.field = fieldFrom
	case in(orgLabels) || len(words) <= 2 && has("home") || has("home") && !has("address"):
		l.field = fieldAffiliation
	case has("department", "dept", "division"):
		l.field = fieldOther
	case in(roleLabels) || len(words) <= 2 && words[0] == "as" || has("do", "doing") && has("what", "will") || has("coming") && has("as"):
		l.field = fieldRole
	case in(otherLabels):
		l.field = fieldOther
	case has("name", "names", "who", "guest", "visitor", "person", "nombre", "name(s)", "fullname", "invitado", "gast", "applicant", "collaborator") || l.explicit && len(words) <= 2:
		l.field = fieldName
	case len(words) == 1 && has("date"):
		l.field = fieldDates
	}
	return l
}

// knownLabel asks in addition that nearly every word belongs to the language of
// labels, so that a sentence with a colon in it is not taken for one.
func knownLabel(raw string) (label, bool) {
	l := classifyLabel(raw)
	if l.field == fieldNone {
		return l, false
	}
	bare := raw
	if i := strings.IndexByte(raw, '('); i > 0 {
		bare = raw[:i]
	}
	words := strings.FieldsFunc(fold(bare), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("/.*_|[]\"“”•?=<>#&", r)
	})
	if len(words) > 8 || strings.ContainsAny(bare, ";!") {
		return l, false
	}
	strange := 0
	for _, w := range words {
		w = strings.Trim(w, ",:")
		if w == "" || hintFillers[w] || guestWords[w] || sponsorWords[w] || emailWords[w] || orgLabels[w] || roleLabels[w] || startLabels[w] || endLabels[w] || periodLabels[w] || otherLabels[w] || givenLabels[w] || familyLabels[w] || accountLabels[w] || labelNouns[w] {
			continue
		}
		strange++
	}
	return l, strange == 0 || strange == 1 && len(words) >= 3
}

var labelNouns = set("hsr huid id name names from coming comes middle initial mi sponsored role id# hsr# huid# hsrs long birth account accounts username user login ecommons e nombre do done does doing as bis to who whom guest's dates/time address frame name(s) surname(s) fullname firma")
