<?php
// A shop to try with: who is logged in, whose SIMs are whose, and where the money of an order stands. Yours goes in its place:
// the log-in that you have, your tables instead of files, your payment provider instead of a bank that always says yes.
declare(strict_types=1);

require_once __DIR__ . '/topup.php';

final class Shop implements TopupPayments
{
    private readonly array $data;

    public function __construct(private readonly string $folder)
    {
        $this->data = json_decode((string) file_get_contents("$folder/shop.json"), true, 16, JSON_THROW_ON_ERROR);
        foreach (['payments', 'spent', 'notices'] as $table) {
            if (!is_dir("$folder/$table") && !mkdir("$folder/$table")) {
                throw new RuntimeException("$folder/$table cannot be made");
            }
        }
    }

    /** YOURS: the customer who is logged in, by your own session, never by what the page says; null for nobody. */
    public function customer(): ?string
    {
        $cookie = $_COOKIE['shop_session'] ?? '';
        return is_string($cookie) ? $this->data['signed_in'][$cookie] ?? null : null;
    }

    /** YOURS: the SIMs that this customer has bought, from your orders. */
    public function simsOf(string $customer): array
    {
        return $this->data['sims'][$customer] ?? [];
    }

    /** YOURS: by the hook; or on your account with them, up to what all their orders of one session may cost together. */
    public function paymentOf(string $customer): array
    {
        $cap = $this->data['accounts'][$customer] ?? null;
        return $cap === null ? ['mode' => 'hook'] : ['mode' => 'account', 'cap' => $cap];
    }

    /** YOURS: the card that is charged when nothing else is said. */
    public function cardOf(string $customer): ?string
    {
        return $this->data['cards'][$customer] ?? null;
    }

    /** Holds the money, once for an order however often it is asked: the first decision stands. */
    public function authorise(array $call): array
    {
        $path = $this->file('payments', $call['order']);
        $held = self::row($path) ?? self::once($path, [
            'amount' => $call['amount'],
            'authorisation' => 'auth_' . bin2hex(random_bytes(16)),
            'state' => $this->pays($call) ? 'authorised' : 'declined',
        ]);
        if (!self::same($held['amount'], $call['amount'])) {
            throw new TopupRefusal('wrong_amount');
        }
        return match ($held['state']) {
            'released' => throw new TopupRefusal('released'),
            'declined' => ['decision' => 'declined'],
            default => ['decision' => 'authorised', 'authorisation' => $held['authorisation']],
        };
    }

    /** A payment reference comes from a page, so it counts only as that customer's own payment of that amount, and for one order. */
    private function pays(array $call): bool
    {
        $reference = $call['payment_reference'] ?? null;
        if ($reference === null) {
            return $this->cardOf($call['customer']) !== null;
        }
        $paid = $this->data['paid'][$reference] ?? null;
        if ($paid === null || $paid['customer'] !== $call['customer'] || !self::same($paid['amount'], $call['amount'])) {
            return false;
        }
        return self::once($this->file('spent', $reference), ['order' => $call['order']])['order'] === $call['order'];
    }

    public function capture(array $call): array
    {
        return $this->move($call, 'authorised', 'captured');
    }

    public function release(array $call): array
    {
        return $this->move($call, 'authorised', 'released');
    }

    public function refund(array $call): array
    {
        return $this->move($call, 'captured', 'refunded');
    }

    public function read(array $call): array
    {
        $held = self::row($this->file('payments', $call['order']));
        return $held === null ? ['state' => 'none'] : ['state' => $held['state'], 'authorisation' => $held['authorisation']];
    }

    public function told(string $id, array $notice): void
    {
        self::once($this->file('notices', $id), $notice);
    }

    private function move(array $call, string $from, string $to): array
    {
        $path = $this->file('payments', $call['order']);
        $held = self::row($path) ?? throw new TopupRefusal('unknown');
        if (!hash_equals($held['authorisation'], $call['authorisation'])) {
            throw new TopupRefusal('wrong_authorisation');
        }
        if (isset($call['amount']) && !self::same($held['amount'], $call['amount'])) {
            throw new TopupRefusal('wrong_amount');
        }
        if ($held['state'] === $from) {
            if (!rename(self::drafted($path, ['state' => $to] + $held), $path)) {
                throw new RuntimeException("$path cannot be written");
            }
        } elseif ($held['state'] !== $to) {
            throw new TopupRefusal($held['state']);
        }
        return ['state' => $to];
    }

    private static function same(array $one, array $other): bool
    {
        return $one['minor'] === $other['minor'] && $one['currency'] === $other['currency'];
    }

    private function file(string $table, string $name): string
    {
        return preg_match('/^[\w-]{1,100}$/D', $name) ? "$this->folder/$table/$name.json" : throw new TopupRefusal('unknown');
    }

    private static function row(string $path): ?array
    {
        return is_file($path) ? json_decode((string) file_get_contents($path), true, 16, JSON_THROW_ON_ERROR) : null;
    }

    /** Writes a row that nobody has written before, or leaves the one that is there: what a unique key does in a database. */
    private static function once(string $path, array $row): array
    {
        $draft = self::drafted($path, $row);
        // Linking fails when the row is there; what is there is read in either case.
        @link($draft, $path);
        unlink($draft);
        return self::row($path) ?? throw new RuntimeException("$path cannot be written");
    }

    private static function drafted(string $path, array $row): string
    {
        $draft = $path . '.' . bin2hex(random_bytes(8));
        if (file_put_contents($draft, json_encode($row, JSON_THROW_ON_ERROR)) === false) {
            throw new RuntimeException("$draft cannot be written");
        }
        return $draft;
    }
}
