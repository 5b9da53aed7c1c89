using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Poise.App;

/// <summary>The server's certificate with its key and those that vouch for it, from PEM files. TLS 1.2 is the least.</summary>
internal sealed class Tls : IDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _chain;

    private Tls(X509Certificate2 certificate, X509Certificate2Collection chain)
    {
        _certificate = certificate;
        _chain = chain;
    }

    /// <param name="keyFile">Null: the key stands in the certificate's file.</param>
    /// <exception cref="BadInputException">A file cannot be used, others can read the key, or the certificate has ended.</exception>
    public static Tls Of(string certificateFile, string? keyFile, TimeProvider time)
    {
        string key = keyFile ?? certificateFile;
        try
        {
            if (SecretFile.IsOpenToOthers(key))
                throw new BadInputException($"{(keyFile is null ? "--tls-cert" : "--tls-key")} {key}: holds a key, and others than its owner can use it: chmod 600 {key}, and make a new key");
            X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(certificateFile, key);
            if (certificate.NotAfter <= time.GetUtcNow().LocalDateTime)
                throw new BadInputException($"--tls-cert {certificateFile}: ended at {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd HH:mm} UTC: renew it");
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificateFile);
            return new Tls(certificate, chain);
        }
        catch (CryptographicException e)
        {
            throw new BadInputException($"--tls-cert {certificateFile}: no certificate in PEM with its key{(keyFile is null ? "" : $" in {keyFile}")}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BadInputException($"--tls-cert {certificateFile}: {e.Message}", e);
        }
    }

    public void Use(ListenOptions listen) => listen.UseHttps(https =>
    {
        https.ServerCertificate = _certificate;
        https.ServerCertificateChain = _chain;
        https.SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13;
    });

    public void Dispose() => _certificate.Dispose();
}
