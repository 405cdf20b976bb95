package understand

import (
	"strings"
	"testing"
)

// Lists attached as spreadsheets export them, each with what it says of its guests.
func TestLists(t *testing.T) {
	const femke = "Femke de Boer femke@example.nl 2027-03-01 2027-08-31"
	const ravi = "Ravi Menon ravi@example.in 2027-04-01 2027-09-30"
	for _, c := range []struct{ name, file, list string }{
		{"commas", "guests.csv", "First,Last,Email,Start,End\nFemke,de Boer,femke@example.nl,3/1/2027,8/31/2027\nRavi,Menon,ravi@example.in,4/1/2027,9/30/2027\n"},
		{"quoted, with commas inside", "guests.csv", "\"Name (last, first)\",\"Email\",\"Start\",\"End\"\n\"de Boer, Femke\",\"femke@example.nl\",\"March 1, 2027\",\"August 31, 2027\"\n\"Menon, Ravi\",\"ravi@example.in\",\"April 1, 2027\",\"September 30, 2027\"\n"},
		{"a heading with a comma, not quoted", "guests.csv", "Guest (last name, first name),Email,Start,End\n\"de Boer, Femke\",femke@example.nl,3/1/2027,8/31/2027\n\"Menon, Ravi\",ravi@example.in,4/1/2027,9/30/2027\n"},
		{"parentheses within cells", "guests.csv", "Name,Email,Start,End\nFemke de Boer (Fem),femke@example.nl,3/1/2027,8/31/2027\nRavi Menon (R.),ravi@example.in,4/1/2027,9/30/2027\n"},
		{"semicolons in German", "gaeste.csv", "Name;Vorname;E-Mail;Beginn;Ende\nde Boer;Femke;femke@example.nl;1.3.2027;31.8.2027\nMenon;Ravi;ravi@example.in;1.4.2027;30.9.2027\n"},
		{"Excel's own first line", "gaeste.csv", "sep=;\nNachname;Vorname;Mail;von;bis\nde Boer;Femke;femke@example.nl;1.3.2027;31.8.2027\nMenon;Ravi;ravi@example.in;1.4.2027;30.9.2027\n"},
		{"tabs with an empty column first", "guests.tsv", "HUID\tFirst name\tSurname\tPersonal email\tFrom\tUntil\n\tFemke\tde Boer\tfemke@example.nl\t2027-03-01\t2027-08-31\n\tRavi\tMenon\travi@example.in\t2027-04-01\t2027-09-30\n"},
		{"bars", "guests.txt", "Guest|Email|Arrival|Departure\nFemke de Boer|femke@example.nl|1-Mar-2027|31-Aug-2027\nRavi Menon|ravi@example.in|1-Apr-2027|30-Sep-2027\n"},
		{"names of a database", "export.csv", "guest_first_name,guest_last_name,guest_email,start_date,end_date\nFemke,de Boer,femke@example.nl,2027-03-01,2027-08-31\nRavi,Menon,ravi@example.in,2027-04-01,2027-09-30\n"},
		{"camels", "export.csv", "firstName,lastName,emailAddress,startDate,endDate\nFemke,de Boer,femke@example.nl,2027-03-01,2027-08-31\nRavi,Menon,ravi@example.in,2027-04-01,2027-09-30\n"},
		{"French", "liste.csv", "Nom;Prénom;Courriel;Date d'arrivée;Date de départ\nde Boer;Femke;femke@example.nl;1.3.2027;31.8.2027\nMenon;Ravi;ravi@example.in;1.4.2027;30.9.2027\n"},
		{"Spanish", "lista.csv", "Nombre;Apellidos;Correo;Llegada;Salida\nFemke;de Boer;femke@example.nl;1 marzo 2027;31 agosto 2027\nRavi;Menon;ravi@example.in;1 abril 2027;30 septiembre 2027\n"},
		{"a title above and a total below", "guests.csv", "Guests of spring 2027,,,,\n,,,,\nNo.,Name,Email,Start,End\n1,Femke de Boer,femke@example.nl,3/1/2027,8/31/2027\n2,Ravi Menon,ravi@example.in,4/1/2027,9/30/2027\nTotal: 2,,,,\n"},
		{"no headings", "guests.csv", "Femke de Boer,femke@example.nl,3/1/2027,8/31/2027\nRavi Menon,ravi@example.in,4/1/2027,9/30/2027\n"},
		{"no headings, the names apart", "guests.csv", "Femke,de Boer,femke@example.nl,3/1/2027,8/31/2027\nRavi,Menon,ravi@example.in,4/1/2027,9/30/2027\n"},
		{"columns of blanks", "guests.txt", "Name             E-mail             First day    Last day\nFemke de Boer    femke@example.nl   2027-03-01   2027-08-31\nRavi Menon       ravi@example.in    2027-04-01   2027-09-30\n"},
		{"forms one after the other", "guests.txt", "Name: Femke de Boer\nEmail: femke@example.nl\nStart: 3/1/2027\nEnd: 8/31/2027\n\nName: Ravi Menon\nEmail: ravi@example.in\nStart: 4/1/2027\nEnd: 9/30/2027\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			raw := "From: Ana Ruiz <ana.ruiz@hms.harvard.edu>\nTo: guest-requests@hms.harvard.edu\nDate: Tue, 12 Jan 2027 10:00:00 -0500\nSubject: accounts\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n" +
				"Please create guest accounts for the people in the attached list.\n\nAna\n--b\nContent-Type: application/octet-stream; name=" + c.file + "\nContent-Disposition: attachment; filename=" + c.file + "\n\n" + c.list + "--b--\n"
			r := Read([]byte(raw), DefaultOptions())
			var got []string
			for _, g := range r.Guests {
				k := g.keys()
				got = append(got, strings.Join([]string{k["given_name"], k["family_name"], k["email"], k["starts_on"], k["expires_on"]}, " "))
			}
			if len(got) != 2 || got[0] != femke || got[1] != ravi {
				t.Errorf("%q", got)
			}
			if r.Intent != RequestAccount {
				t.Error(r.Intent, r.IntentReason)
			}
		})
	}
}

func TestLabels(t *testing.T) {
	for raw, want := range map[string]field{
		"Guest's personal e-mail (not Harvard)": fieldEmail, "Familienname": fieldFamily, "Vorname": fieldGiven, "Nombre y apellidos": fieldName,
		"Heimatuniversität": fieldAffiliation, "Établissement d'origine": fieldAffiliation, "Ente di appartenenza": fieldAffiliation, "In qualità di": fieldRole,
		"Zweck des Aufenthalts": fieldRole, "Date d’arrivée": fieldStart, "Fecha de inicio": fieldStart, "Data di partenza": fieldEnd, "Último día": fieldEnd, "Gültig bis": fieldEnd,
		"Aufenthaltsdauer": fieldDates, "Von/bis": fieldDates, "Geburtsdatum": fieldOther, "HSR-Nummer": fieldHSR, "Harvard-ID": fieldHUID, "Benutzername": fieldAccount,
		"guest_end_date": fieldEnd, "startDate": fieldStart, "Date of birth": fieldOther, "Start date (mm/dd/yyyy)": fieldStart, "Reason for visit": fieldRole, "Visit": fieldDates,
		"New date": fieldEnd, "Extend until": fieldEnd, "Where does the guest work?": fieldAffiliation, "As what?": fieldRole, "Middle initial": fieldMiddle,
	} {
		if got, known := knownLabel(raw); got.field != want || !known && !strings.Contains(raw, "?") {
			t.Errorf("%s: %d (known %v), want %d", raw, got.field, known, want)
		}
	}
	// sentences with a colon, and other people's words
	for _, raw := range []string{"I have one question", "Please note", "Here is what she wrote", "The following people need access", "PS", "Thanks again", "Together", "Today", "Without", "My assistant says", "Note to self", "Two things"} {
		if got, known := knownLabel(raw); known && got.field != fieldOther {
			t.Errorf("%q is taken for a label: %d", raw, got.field)
		}
	}
	for _, raw := range []string{"HUID (sponsor)", "Sponsor's HUID", "Your own Harvard ID", "Professor's Harvard ID", "PI name", "Gastgeber", "Requested by"} {
		if got := classifyLabel(raw); got.about != aboutSponsor {
			t.Errorf("%s is not the sponsor's", raw)
		}
	}
	for _, raw := range []string{"HUID", "Guest HUID", "Your guest's HUID", "HUID (not the sponsor's)", "Name", "Sponsored role"} {
		if got := classifyLabel(raw); got.about != aboutGuest {
			t.Errorf("%s is not the guest's", raw)
		}
	}
	for raw, want := range map[string]bool{"Ends now": true, "Current end date": true, "Bisheriges Ende": true, "New end": false, "End": false, "Old date": true} {
		if got := classifyLabel(raw); got.field != fieldEnd || got.now != want {
			t.Errorf("%s: field %d, now %v", raw, got.field, got.now)
		}
	}
}
