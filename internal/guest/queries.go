package guest

import (
	"embed"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/knadh/goyesql/v2"
	goyesqlx "github.com/knadh/goyesql/v2/sqlx"
)

//go:embed queries/*.sql
var queryFiles embed.FS

// queries are the static statements of queries/*.sql, prepared at start, so that SQL that does
// not fit the schema fails at boot. Lists with filters and orders build theirs in list.go.
type queries struct {
	SponsorsByIDs    *sqlx.Stmt `query:"sponsors-by-ids"`
	LockSponsor      *sqlx.Stmt `query:"lock-sponsor"`
	SponsorByHUID    *sqlx.Stmt `query:"sponsor-by-huid"`
	SponsorByEmail   *sqlx.Stmt `query:"sponsor-by-email"`
	SponsorsKnownAs  *sqlx.Stmt `query:"sponsors-known-as"`
	UpsertSponsors   *sqlx.Stmt `query:"upsert-sponsors"`
	SponsorsByHUIDs  *sqlx.Stmt `query:"sponsors-by-huids"`
	GuestsByIDs      *sqlx.Stmt `query:"guests-by-ids"`
	GuestByHUID      *sqlx.Stmt `query:"guest-by-huid"`
	GuestByEmail     *sqlx.Stmt `query:"guest-by-email"`
	InsertGuest      *sqlx.Stmt `query:"insert-guest"`
	UpdateGuest      *sqlx.Stmt `query:"update-guest"`
	RolesByIDs       *sqlx.Stmt `query:"roles-by-ids"`
	RolesOfGuests    *sqlx.Stmt `query:"roles-of-guests"`
	RolesFor         *sqlx.Stmt `query:"roles-for"`
	UpsertRoles      *sqlx.Stmt `query:"upsert-roles"`
	RolesByNumbers   *sqlx.Stmt `query:"roles-by-numbers"`
	OutlivingRoles   *sqlx.Stmt `query:"accounts-outliving-roles"`
	AccountsByIDs    *sqlx.Stmt `query:"accounts-by-ids"`
	AccountByName    *sqlx.Stmt `query:"account-by-account-id"`
	LockAccount      *sqlx.Stmt `query:"lock-account"`
	LockAccountName  *sqlx.Stmt `query:"lock-account-by-account-id"`
	AccountOfGuest   *sqlx.Stmt `query:"account-of-guest"`
	AccountsOfGuests *sqlx.Stmt `query:"accounts-of-guests"`
	NextNumber       *sqlx.Stmt `query:"next-account-number"`
	InsertAccount    *sqlx.Stmt `query:"insert-account"`
	UpdateAccount    *sqlx.Stmt `query:"update-account"`
	NameAccount      *sqlx.Stmt `query:"name-account"`
	ExpireAccounts   *sqlx.Stmt `query:"expire-accounts"`
	ClaimReminders   *sqlx.Stmt `query:"claim-reminders"`

	RequestsByIDs       *sqlx.Stmt      `query:"requests-by-ids"`
	LockExtended        *sqlx.Stmt      `query:"lock-account-extended-by"`
	LockRequest         *sqlx.Stmt      `query:"lock-request"`
	RequestByNumber     *sqlx.Stmt      `query:"request-by-number"`
	RequestsOfAccounts  *sqlx.Stmt      `query:"requests-of-accounts"`
	InsertRequest       *sqlx.NamedStmt `query:"insert-request"`
	UpdateRequest       *sqlx.NamedStmt `query:"update-request"`
	OpenAccountRequests *sqlx.Stmt      `query:"open-account-requests-like"`
	OpenExtensionsOf    *sqlx.Stmt      `query:"open-extensions-of"`
	OpenForRoles        *sqlx.Stmt      `query:"open-requests-for-roles"`
	OpenOfSponsors      *sqlx.Stmt      `query:"open-requests-of-sponsors"`
	CanGoOn             *sqlx.Stmt      `query:"requests-that-can-go-on"`
	ToLapse             *sqlx.Stmt      `query:"requests-to-lapse"`

	ShareFeeds         *sqlx.Stmt `query:"share-feeds"`
	HoldFeeds          *sqlx.Stmt `query:"hold-feeds"`
	CancelReminders    *sqlx.Stmt `query:"cancel-reminders"`
	NotificationsByIDs *sqlx.Stmt `query:"notifications-by-ids"`
	InboundOriginal    *sqlx.Stmt `query:"inbound-original"`
	InsertAudit        *sqlx.Stmt `query:"insert-audit"`
	AuditByIDs         *sqlx.Stmt `query:"audit-by-ids"`
	AuditOfSubjects    *sqlx.Stmt `query:"audit-of-subjects"`
	ClaimKey           *sqlx.Stmt `query:"claim-key"`
	KeyAnswer          *sqlx.Stmt `query:"key-answer"`
	AnswerKey          *sqlx.Stmt `query:"answer-key"`
	InboundByIDs       *sqlx.Stmt `query:"inbound-by-ids"`
	InboundRaw         *sqlx.Stmt `query:"inbound-raw"`
	RequestsOfInbound  *sqlx.Stmt `query:"requests-of-inbound"`
	LockInbound        *sqlx.Stmt `query:"lock-inbound"`
	RetryInbound       *sqlx.Stmt `query:"retry-inbound"`
	ReleaseInbound     *sqlx.Stmt `query:"release-inbound"`
	LinkInbound        *sqlx.Stmt `query:"link-inbound"`
	AccountsByStatus   *sqlx.Stmt `query:"count-accounts-by-status"`
	RequestsByStatus   *sqlx.Stmt `query:"count-requests-by-status"`
	ExpiringByDay      *sqlx.Stmt `query:"count-expiring-by-day"`
}

func prepareQueries(db *sqlx.DB) (*queries, error) {
	files, err := queryFiles.ReadDir("queries")
	if err != nil {
		return nil, fmt.Errorf("queries: %w", err)
	}
	all := goyesql.Queries{}
	for _, file := range files {
		text, err := queryFiles.ReadFile("queries/" + file.Name())
		if err != nil {
			return nil, fmt.Errorf("queries: %w", err)
		}
		parsed, err := goyesql.ParseBytes(text)
		if err != nil {
			return nil, fmt.Errorf("queries: %s: %w", file.Name(), err)
		}
		for name, q := range parsed {
			all[name] = q
		}
	}
	var q queries
	if err := goyesqlx.ScanToStruct(&q, all, db); err != nil {
		return nil, fmt.Errorf("queries: %w", err)
	}
	return &q, nil
}
