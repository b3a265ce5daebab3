<?php
// What stands between a shop and the top-up BFF: session tokens out, signed calls in. PHP 8.1 or newer with sodium, which PHP brings along.
// Take it as it is; shop.php is where your shop begins.
declare(strict_types=1);

/** Thrown by your payments when they will not: the BFF then knows that nothing was done. Anything else thrown means that it asks again. */
final class TopupRefusal extends RuntimeException
{
    public function __construct(public readonly string $refusal)
    {
        parent::__construct($refusal);
    }
}

/** Your shop's side of the BFF's calls. `$call` is what came, decoded; what you give back is the answer. */
interface TopupPayments
{
    public function authorise(array $call): array;
    public function capture(array $call): array;
    public function release(array $call): array;
    public function refund(array $call): array;
    public function read(array $call): array;
    /** News of an order, at least once: `$id` is the same for every repetition. */
    public function told(string $id, array $notice): void;
}

final class Topup
{
    /** Seconds that a token lives; the BFF takes five minutes at most. */
    private const LIFETIME = 240;
    /** How many seconds a signed call may be old, or early: what was recorded can't be played again later. */
    private const TOLERANCE = 300;
    /** What stands before the 32 bytes of an Ed25519 key in PKCS #8, as `openssl genpkey` writes it. */
    private const ED25519 = '302e020100300506032b657004220420';

    private readonly string $key;
    private readonly string $secret;

    public function __construct(
        private readonly string $storefront,
        private readonly string $keyId,
        #[\SensitiveParameter] string $sessionKey,
        #[\SensitiveParameter] string $hookSecret,
    ) {
        $der = base64_decode((string) preg_replace('/-----[A-Z ]+-----|\s/', '', $sessionKey), true);
        if ($der === false || strlen($der) !== 48 || bin2hex(substr($der, 0, 16)) !== self::ED25519) {
            throw new InvalidArgumentException('the session key is not an Ed25519 key');
        }
        $this->key = sodium_crypto_sign_secretkey(sodium_crypto_sign_seed_keypair(substr($der, 16)));
        if (!preg_match('~^whsec_[A-Za-z0-9+/]{32,}={0,2}$~D', $hookSecret)) {
            throw new InvalidArgumentException('the hook secret is not whsec_ and base64');
        }
        $this->secret = (string) base64_decode(substr($hookSecret, 6), true);
    }

    /** A token for the customer who is logged in: it says which SIMs are theirs, and is good for one session. */
    public function sessionToken(string $customer, array $sims, array $payment, ?string $paymentLabel): string
    {
        $now = time();
        $header = ['alg' => 'EdDSA', 'typ' => 'topup-session+jwt', 'kid' => $this->keyId];
        $claims = [
            'iss' => $this->storefront, 'aud' => 'esim-topup', 'sub' => $customer,
            'iat' => $now, 'exp' => $now + self::LIFETIME, 'jti' => bin2hex(random_bytes(16)),
            'payment' => $payment, 'payment_label' => $paymentLabel, 'sims' => array_values($sims),
        ];
        $signed = self::part($header) . '.' . self::part($claims);
        return $signed . '.' . self::base64url(sodium_crypto_sign_detached($signed, $this->key));
    }

    /** The id of a call that really is the BFF's, or null. `$body` is the bytes as they came. */
    public function verify(string $id, string $sent, string $signatures, string $body): ?string
    {
        if ($id === '' || !preg_match('/^\d{1,12}$/D', $sent) || abs(time() - (int) $sent) > self::TOLERANCE) {
            return null;
        }
        $expected = 'v1,' . $this->sign($id, $sent, $body);
        foreach (explode(' ', $signatures) as $given) {
            if (hash_equals($expected, $given)) {
                return $id;
            }
        }
        return null;
    }

    /**
     * Answers one call of the BFF; `$payments` is your shop's side. Give back status, headers and body as they are: they are signed.
     *
     * @return array{status: int, headers: array<string, string>, body: string}
     */
    public function hook(string $id, string $sent, string $signatures, string $body, TopupPayments $payments): array
    {
        if ($this->verify($id, $sent, $signatures, $body) === null) {
            return ['status' => 401, 'headers' => [], 'body' => ''];
        }
        try {
            return $this->sealed($id, 200, self::act($id, json_decode($body, true, 16, JSON_THROW_ON_ERROR), $payments));
        } catch (TopupRefusal $refusal) {
            return $this->sealed($id, 409, ['code' => $refusal->refusal]);
        }
    }

    private static function act(string $id, array $call, TopupPayments $payments): array
    {
        switch ($call['type']) {
            case 'payment.authorise':
                return $payments->authorise($call);
            case 'payment.capture':
                return $payments->capture($call);
            case 'payment.release':
                return $payments->release($call);
            case 'payment.refund':
                return $payments->refund($call);
            case 'payment.read':
                return $payments->read($call);
            case 'order.delivered':
            case 'order.rejected':
            case 'order.review':
            case 'order.reversed':
                $payments->told($id, $call);
                return ['heard' => true];
            default:
                throw new TopupRefusal('unknown_call');
        }
    }

    private function sealed(string $id, int $status, array $answer): array
    {
        $body = json_encode($answer, JSON_THROW_ON_ERROR);
        $sent = (string) time();
        return ['status' => $status, 'body' => $body, 'headers' => [
            'content-type' => 'application/json',
            'webhook-id' => $id,
            'webhook-timestamp' => $sent,
            'webhook-signature' => 'v1,' . $this->sign($id, $sent, $body),
        ]];
    }

    private function sign(string $id, string $sent, string $body): string
    {
        return base64_encode(hash_hmac('sha256', "$id.$sent.$body", $this->secret, true));
    }

    private static function part(array $value): string
    {
        return self::base64url(json_encode($value, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES));
    }

    private static function base64url(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
