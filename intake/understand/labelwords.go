package understand

import "strings"

// labelClass is what a word can mean in a form's label or a column's heading, a bit
// each. A label is understood by the classes of its words, in whatever order and
// language they stand.
type labelClass uint64

const (
	lGuest     labelClass = 1 << iota // the guest, the visitor, his, her
	lSponsor                          // the sponsor, the host, the professor
	lOurs                             // my, your: the sponsor's, unless the guest follows
	lEmail                            // email
	lOrg                              // institution, employer
	lHome                             // home: before a word for an institution, or alone
	lRole                             // role, position, coming as
	lPurpose                          // purpose, reason: a role without doubt
	lStart                            // start, arrival
	lEnd                              // end, departure, until
	lClose                            // close, terminate: done to what would go on
	lFrom                             // from: a day, or an institution
	lTo                               // to: the last day, where nothing else is meant
	lPeriod                           // dates, period, length of stay
	lVisit                            // the visit: its dates, where nothing else is meant
	lDay                              // day, date
	lFirst                            // first: a day or a name
	lLast                             // last: a day or a name
	lNow                              // now, current: what stands, not what is wanted
	lNew                              // new, requested
	lGiven                            // first name
	lFamily                           // surname
	lMiddle                           // middle name
	lName                             // name; of whom or which half, the others say
	lWho                              // who, person: a name, where nothing else is meant
	lAccount                          // account
	lHMS                              // HMS: before "account", "ID", "username"
	lLogin                            // username, login
	lHUID                             // HUID
	lHarvard                          // Harvard, university: before "ID"
	lID                               // ID
	lHSR                              // HSR
	lRoleWord                         // role: of "sponsored role" and "role number"
	lSponsored                        // sponsored
	lNumber                           // number, no.
	lBirth                            // birth: no day of a visit
	lPhone                            // telephone
	lDept                             // department
	lOther                            // known, and of no use
	lDone                             // submitted, requested: with "by", whoever filled the form in
	lBy                               // by
	lUser                             // user: before "ID" and "name"
	lAs                               // as: a role, after "coming" or alone
	lCome                             // coming
	lExtend                           // extension, extended
	lSecond                           // second: of two surnames
	lFull                             // full, complete: of a name, both halves
	lPass                             // passport: of a name, how it stands there
	lFiller                           // grammar, and words that only explain
)

// labelFamilies list the words by class, in English and in the languages in which
// forwarded guests most often lay out their details (German, French, Spanish, Italian,
// Portuguese, some Dutch). They stand without accents, which people leave out anyway.
var labelFamilies = []struct {
	class labelClass
	words string
}{
	{lGuest | lWho, "participant participants trainee attendee attendees guest guests visitor visitors gast gaste besucher invite invitee visiteur visiteuse invitado invitada huesped visitante ospite convidado convidada hospede bezoeker"},
	{lGuest, "guest's guests' visitor's visitors' applicant applicant's candidate candidate's user's person's collaborator collaborator's his her their traveller individual's fellow's student's contractor's trainee's intern's scholar's employee's"},
	{lGuest, "gastes gasts besuchers besucherin"},
	{lGuest | lWho, "person individual"},
	{lGuest | lUser, "user"},
	{lSponsor, "sponsor sponsor's sponsors sponsoring host host's hosts hosting pi pi's supervisor supervisor's requester requester's requestor requestor's submitter submitter's mentor mentor's manager manager's faculty preparer preparer's approver delegate administrator admin coordinator professor professor's prof advisor advisor's adviser adviser's mine yours"},
	{lSponsor, "gastgeber gastgebers gastgeberin betreuer betreuers betreuerin anfitrion anfitriona responsable responsabile responsavel referente tuteur tutrice tutor tutora encadrant encadrante hote supervisore superviseur orientador orientadora patrocinador begeleider"},
	{lSponsor, "requesting"},
	{lSponsor, "dr"}, // "Dr. Rhee's HUID"; of a guest with that title the reader of forms knows
	{lDone, "requested filled completed prepared"},
	{lBy, "by par por"},
	{lOurs, "my your"},

	{lEmail, "mailbox inbox email e-mail emails mail e-mails email-address eml courriel mel correo correo-e correos electronico electronica electronique elettronica eletronico eletronica emailadresse mailadresse mail-adresse"},

	{lOrg, "inst institution institution's institutional affiliation affiliations organization organisation employer company university school college institute hospital firm agency works employed employs institution/company org uni univ workplace clinic business"},
	{lOrg, "institut instituto istituto istituzione institucion instituicao einrichtung hochschule universitat klinik klinikum krankenhaus firma arbeitgeber arbeitsstatte fakultat zugehorigkeit herkunft heimatinstitution heimatuniversitat heimathochschule heimateinrichtung etablissement universite ecole faculte hopital organisme employeur entreprise societe rattachement appartenance universidad empresa procedencia facultad filiacion afiliacion adscripcion centro universita ateneo ospedale azienda ente provenienza affiliazione appartenenza universidade faculdade entidade filiacao afiliacao empregador instelling universiteit ziekenhuis werkgever bedrijf"},
	{lHome, "home heimat origen origine origem d'origine"},

	{lRole, "role position title type status job activity occupation relationship designation category rank appointment work coming-as profession"},
	{lRole, "funcion funcao fonction cargo puesto rolle stellung tatigkeit beruf berufsbezeichnung statut qualite poste metier titel titre titulo titolo ruolo qualifica mansione incarico vinculo actividad atividade attivita profesion profissao professione rol papel calidad qualidade qualita functie"},
	{lPurpose, "purpose reason capacity function funktion why justification brings zweck grund motif raison motivo motivos finalidad finalidade scopo objetivo aufenthaltszweck besuchszweck"},
	{lRoleWord, "role rolle rol ruolo"},
	{lSponsored, "sponsored"},
	{lHSR, "hsr hsr# hsrs"},

	{lStart, "start starts starting begin begins beginning arrival arrives arriving effective commence commences commencing commencement since joins joining in-date onboarding"},
	{lStart, "ankunft beginn anreise ab anfang eintritt aufenthaltsbeginn debut arrivee partir llegada inicio comienzo desde ingreso entrada inizio arrivo dal chegada comeco aankomst"},
	{lEnd, "end ends ending until till til through thru expiration expires expiry expire expiring departure departs leave leaves leaving stop stops finish finishes exit completion cutoff cut-off lapse lapses"},
	{lEnd | lClose, "termination terminate close closes closing deactivate deactivation disable revoke offboard offboarding"},
	{lEnd, "ende abreise austritt ablauf schluss aufenthaltsende depart fin jusqu'au jusqu'a jusqu'en echeance hasta salida terminacion finalizacion vencimiento termino termina fine partenza fino termine scadenza saida partida fim ate eind einde vertrek"},
	{lFrom, "from von vom du"},
	{lTo, "to bis au al tot"},
	{lPeriod, "validity dates period duration when term length timeframe time-frame frame timeline window span fechas zeitraum dauer aufenthaltsdauer aufenthaltszeitraum besuchszeitraum laufzeit duree periode periodo plazo durata duracion duracao"},
	{lPeriod, "stay aufenthalt sejour estancia estadia soggiorno permanencia permanenza verblijf"},
	{lVisit, "visit visits besuch visite visita"},
	{lDay, "day days date dates datum tag fecha fechas dia data jour giorno dag"},
	{lFirst, "first erster erste premier premiere primer primero primo prima primeiro"},
	{lLast, "last letzter letzte dernier derniere ultimo ultima laatste"},
	{lNow, "now current currently present presently existing old previous aktuell aktuelles bisher bisheriges derzeit jetzt actuel actuelle actual attuale atual vigente"},
	{lNew, "new neu neues nouveau nouvelle nuevo nueva nuovo nuova novo nova"},

	{lExtend, "extend extended extending extension prolong prolonged renew renewed renewal verlangerung prolongation prorroga proroga prorrogacao renouvellement"},
	{lSecond, "second segundo seconda secondo deuxieme"},

	{lGiven, "first given forename forenames firstname givenname christian voornaam voornamen vorname vornamen vor rufname pila prenom prenoms nombres proprio proprios propio propios"},
	{lFamily, "last family surname surnames lastname familyname nachname familienname zuname nach famille familia famiglia apellido apellidos sobrenome apelido apelidos cognome achternaam patronyme"},
	{lMiddle, "middle"},
	{lName, "name names name(s) nom noms nombre nome nomes naam called"},
	{lFull, "full complete legal completo completa complet vollstandiger vollstandig"},
	{lName | lFull, "fullname"},
	{lWho, "who applicant collaborator"},

	{lAccount, "account accounts acct accts konto hms-konto compte cuenta conto conta"},
	{lHMS, "hms"},
	{lLogin, "username ecommons login userid loginname accountid kennung netid benutzername benutzerkennung usuario utente utilisateur"},
	{lHUID, "huid huid# huids hu-id"},
	{lHarvard, "harvard university"},
	{lID, "id id# ids identifiant"},
	{lNumber, "number numbers no no. # nr nr. nummer num numero n° nº"},

	{lBirth, "birth dob birthdate born geburtsdatum geburtstag geburtsort geboren naissance nacimiento nascita nascimento"},
	{lPhone, "phone tel telephone fax mobile cell cellphone whatsapp telefon telefonnummer handy handynummer mobil mobiltelefon telefono telefone portable movil celular cellulare telemovel"},
	{lDept, "department dept division abteilung departement departamento dipartimento"},
	{lOther, "pager address comment comments notes note remarks citizenship country nationality cost po building office gender sex lab laboratory room signature signed project budget fund location city state zip website url subject sent cc date-submitted today today's urgency priority services needed software systems training visa approved billing code grant"},
	{lOther, "adresse anschrift direccion indirizzo endereco morada domicilio nationalitat staatsangehorigkeit nationalite nacionalidad nazionalita nacionalidade pays pais paese land bemerkung bemerkungen anmerkung anmerkungen remarque remarques observaciones observacoes osservazioni geschlecht sexe sexo sesso wohnort ciudad ville stadt citta cidade betreff objet asunto oggetto assunto dni"},
	{lOther | lDone, "submission submitted"},

	{lOther | lPass, "passport pass reisepass passeport pasaporte passaporto passaporte"},
	{lAs, "as als como comme"},
	{lCome, "coming comes come komme kommt vengo viene vendra viens vient venho vem"},
	{lFiller, "here out other the of a an is are was at in on for and or & hsdm please if any known applicable optional required our this that will would be with used use what whom which how where long preferred personal private own exact desired proposed expected planned anticipated final s / access info information details does do doing done did he she they it intended outside external non-harvard not alternate alternative contact primary best main valid sending permanent parent regular usual yet already available year mm dd yyyy mm/dd/yyyy yyyy-mm-dd format mi initial working last first dates/time time (s) good"},
	{lFiller, "der die das des dem den ein eine und oder le la les l un une el los las una il lo gli i o os um uma de del della do da dos das et y e ed zum zur beim bei an auf en tant que privat private privater private personnel personnelle personale pessoal particular privada privado prive privee perso persoonlijk geplant geplanter geplante voraussichtlich voraussichtliche prevu prevue previsto prevista prevu ihr ihre votre vos su sus tu seu sua dein deine mon mi mio mia meu minha falls vorhanden gultig valide valido valable valida gegebenenfalls si existe facultatif ich je erwartet"},
}

// labelLexicon is every word of the families, read only.
var labelLexicon = func() map[string]labelClass {
	m := make(map[string]labelClass, 1000)
	for _, f := range labelFamilies {
		for w := range strings.FieldsSeq(f.words) {
			m[w] |= f.class
		}
	}
	return m
}()

// elided are the articles, pronouns and prepositions of the Romance languages that melt
// into the next word.
var elided = []string{"d'", "l'", "t'", "dell'", "all'", "qu'"}

// unelided is the word without them: "l'adresse", "t'écris".
func unelided(w string) string {
	if strings.IndexByte(w, '\'') > 0 {
		for _, e := range elided {
			if rest, ok := strings.CutPrefix(w, e); ok {
				return rest
			}
		}
	}
	return w
}

// leastHalf is the shortest half of a compound, in bytes. "To" and "in" are halves of too many other words.
const leastHalf = 3

// longestLabelWord bounds what is taken apart, in bytes.
const longestLabelWord = 30

// labelWord gives the classes of a word, in small letters: as it stands, without its
// elided article ("l'établissement"), or by its halves, whether a hyphen joins them
// ("HSR-Nummer"), German does ("Anfangsdatum") or whoever named the column ("startdate").
func labelWord(w string) labelClass {
	if bare := strings.Trim(w, "-#'"); bare != "" { // "#" alone is a number
		w = bare
	}
	w = plainLetters(w)
	if c := labelLexicon[w]; c != 0 {
		return c
	}
	if rest := unelided(w); rest != w {
		return labelLexicon[rest]
	}
	if a, b, ok := strings.Cut(w, "-"); ok && a != "" && b != "" {
		return bothHalves(labelWord(a), labelWord(b))
	}
	if len(w) > longestLabelWord {
		return 0
	}
	for i := leastHalf; i <= len(w)-leastHalf; i++ {
		a := labelLexicon[w[:i]]
		if a == 0 && w[i-1] == 's' { // the s that German puts between the halves
			a = labelLexicon[w[:i-1]]
		}
		if a == 0 {
			continue
		}
		if c := bothHalves(a, labelWord(w[i:])); c != 0 {
			return c
		}
	}
	return 0
}

// bothHalves: a compound is known where both its halves are.
func bothHalves(a, b labelClass) labelClass {
	if a == 0 || b == 0 {
		return 0
	}
	return a | b
}
