package intake

import (
	"context"
	"database/sql"
	"log/slog"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/prometheus/client_golang/prometheus"
)

// scrapeTimeout bounds what one look at the metrics may cost the database.
const scrapeTimeout = 2 * time.Second

// Backlog tells, at each scrape, what waits to be handled and what waits for a person. It is the
// whole ledger's, so that every replica tells the same.
type Backlog struct {
	db  *sqlx.DB
	log *slog.Logger

	pending, oldest, quarantined *prometheus.Desc
}

// NewBacklog is to be registered once.
func NewBacklog(db *sqlx.DB, log *slog.Logger) *Backlog {
	desc := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("guestd_intake_"+name, help, nil, nil)
	}
	return &Backlog{db: db, log: log,
		pending:     desc("pending_emails", "Emails that wait to be handled: kept and not handled yet, or confirmed by their sender."),
		oldest:      desc("oldest_pending_timestamp_seconds", "Since when the oldest email that is not handled yet waits: it came in, or was confirmed; 0 where none waits."),
		quarantined: desc("quarantined_emails", "Emails that wait for the service desk."),
	}
}

// Describe names the metrics.
func (b *Backlog) Describe(ch chan<- *prometheus.Desc) {
	ch <- b.pending
	ch <- b.oldest
	ch <- b.quarantined
}

// Collect reads them. A database that does not answer leaves them out, and the log says so.
func (b *Backlog) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	var row struct {
		Pending     float64      `db:"pending"`
		Oldest      sql.NullTime `db:"oldest"`
		Quarantined float64      `db:"quarantined"`
	}
	err := b.db.GetContext(ctx, &row, `
		WITH waiting AS (
			SELECT received_at AS since FROM inbound_emails WHERE outcome = 'PENDING'
			UNION ALL
			SELECT confirmed_at FROM inbound_emails WHERE outcome = 'CONFIRMATION_SENT' AND confirmed_at IS NOT NULL
		)
		SELECT (SELECT count(*) FROM waiting) AS pending, (SELECT min(since) FROM waiting) AS oldest,
			(SELECT count(*) FROM inbound_emails WHERE outcome = 'QUARANTINED') AS quarantined`)
	if err != nil {
		b.log.Warn("metrics of the intake cannot be read", "error", err)
		return
	}
	oldest := 0.0
	if row.Oldest.Valid {
		oldest = float64(row.Oldest.Time.Unix())
	}
	ch <- prometheus.MustNewConstMetric(b.pending, prometheus.GaugeValue, row.Pending)
	ch <- prometheus.MustNewConstMetric(b.oldest, prometheus.GaugeValue, oldest)
	ch <- prometheus.MustNewConstMetric(b.quarantined, prometheus.GaugeValue, row.Quarantined)
}
