/* The error function by a table of polynomials. */
#include "base/math_inline.h"

#define FIRST_CELL 2
#define CELLS 22
#define TERMS 11

/*
 * Row i is for the cell [i/4 + 1/2, i/4 + 3/4] with its centre c: erf(c) as head and tail, then the coefficients of
 * (erf(c + h) - erf(c)) / h in h. Minimax, within 2^-57; script/math_coefficients.py.
 */
static const double cells[CELLS][2 + TERMS] = {
    {0x1.3f196dcd0f135p-1, -0x1.f25f4f6fdf70bp-56, 0x1.86e9694134b9ep-1, -0x1.e8a3c39181e7ep-2, -0x1.c8105021685ecp-5,
     0x1.6963c8a398de1p-3, -0x1.c1242dff03cd6p-6, -0x1.52b26674faabep-5, 0x1.c7cd9a433f2f2p-7, 0x1.b62ed55b508a7p-8,
     -0x1.dc380bab836c1p-9, -0x1.8029f7d12754dp-11, 0x1.60d6e0f0acccfp-11},
    {0x1.91724951b8fc6p-1, -0x1.27912dd352f8bp-55, 0x1.0cab61f084b93p-1, -0x1.d62beb64e8464p-2, 0x1.7c9d756a11547p-4,
     0x1.cc60567da3edcp-4, -0x1.1350f4b2103fcp-4, -0x1.53bb4c3eb34bdp-7, 0x1.30ac214d9a371p-6, -0x1.e3ec2c598048ap-10,
     -0x1.aae13aa102bd6p-9, 0x1.d2902011f7e0ap-11, 0x1.977461c19c564p-12},
    {0x1.c6dad2829ec62p-1, -0x1.ab76d4cba3d05p-57, 0x1.45e99bcbb7915p-2, -0x1.6ea6cf452e851p-2, 0x1.4cb3cf0aa0bfdp-3,
     0x1.ca508316f9414p-6, -0x1.f65d15f20dde2p-5, 0x1.fd1c6aadeaddfp-7, 0x1.3acc792e8c5a6p-7, -0x1.8b422d377f3bep-8,
     -0x1.79bd2e5b85c02p-12, 0x1.2cbb22219fb83p-10, -0x1.6ddc5c5a68104p-13},
    {0x1.e5768c3b4a3fcp-1, 0x1.8b62674f89890p-57, 0x1.5ce595c455b0ap-3, -0x1.dfbbadedf5d24p-3, 0x1.4374d82e04cb9p-3,
     -0x1.f3b8d52d4e9f4p-6, -0x1.f572c4c930a08p-6, 0x1.6b16f54fc5ad7p-6, -0x1.73ffa37c20212p-10, -0x1.1740988921879p-8,
     0x1.9da11c122d1c0p-10, 0x1.54961e98aa340p-12, -0x1.615bb0800901bp-12},
    {0x1.f4f693b67bd77p-1, -0x1.3a1ee1406c356p-56, 0x1.499d478bca735p-4, -0x1.0bcfca21947bcp-3, 0x1.d6631e1a28e8ep-4,
     -0x1.974c03688e93ep-5, -0x1.17d430bd03ec1p-9, 0x1.d857f3a18cf63p-7, -0x1.954ab11d5ad9cp-8, -0x1.2e4bd3153c0f0p-11,
     0x1.71cdbe029049fp-10, -0x1.715232461a081p-12, -0x1.07fb3090a48c5p-13},
    {0x1.fbe61eef4cf6ap-1, 0x1.15ded88667618p-55, 0x1.12ceb37ff9bc3p-5, -0x1.01a1c847fa1edp-4, 0x1.143d1c6f4f040p-4,
     -0x1.5a316520c860dp-5, 0x1.779b1e576d4efp-7, 0x1.0d099d3160542p-8, -0x1.42fcbb6fb9713p-8, 0x1.76fdb76ad8efap-10,
     0x1.7bdfe6df3b139p-12, -0x1.977bc6d92e0fap-12, 0x1.30d4a50fff531p-14},
    {0x1.fea4218d6594ap-1, -0x1.e3333d8f7d98cp-58, 0x1.94624e78e0fafp-7, -0x1.ada873606f0d4p-6, 0x1.0ea475da3be3bp-5,
     -0x1.afe553fa37a1ep-6, 0x1.9973b48a25599p-7, -0x1.dd78ef3ff5699p-10, -0x1.ea03bc6c0e245p-10, 0x1.6aa36bada9491p-10,
     -0x1.2fd8f5f7e73ffp-12, -0x1.02cf745761533p-13, 0x1.8c08ff22868f8p-14},
    {0x1.ff9960f3eb327p-1, -0x1.08b1ca6e97f80p-56, 0x1.06918b6355624p-8, -0x1.37ccd585f56c3p-7, 0x1.c1ec102e36554p-7,
     -0x1.ae59615f6958cp-7, 0x1.11dae47341228p-7, -0x1.982b281cb5a17p-9, 0x1.0283e473b338ap-13, 0x1.377e239013dbap-11,
     -0x1.61ed40f83b53cp-12, 0x1.c36d146abb304p-15, 0x1.0a7af2c6ef9dcp-15},
    {0x1.ffe514bbdc197p-1, -0x1.cd963345b5c6dp-58, 0x1.2ce898809244ep-10, -0x1.8af14828c0042p-9, 0x1.407fbd18f130bp-8,
     -0x1.62d4c6d48442cp-8, 0x1.146c4b3dfe995p-8, -0x1.267f3c07b5d06p-9, 0x1.64f892f07fa02p-11, 0x1.22a89e9fed9fbp-15,
     -0x1.4008e836ddbc2p-13, 0x1.34fc666d54b64p-14, -0x1.536c312b644fbp-17},
    {0x1.fff9ba420e834p-1, 0x1.1379ec5aa630ep-56, 0x1.30538fbb77ecdp-12, -0x1.b5781e9d7c58ep-11, 0x1.89e17c074d4a5p-10,
     -0x1.ed4ac7db07273p-10, 0x1.c11f27062c07bp-10, -0x1.2add1cbef4d45p-10, 0x1.151f78b0bd8e4p-11,
     -0x1.1c64b8be0935ap-13, -0x1.0ec9b95ff97dfp-16, 0x1.18ce717649964p-15, -0x1.eef9649f526e1p-17},
    {0x1.fffeb3ebb267bp-1, 0x1.e47f697047cbap-57, 0x1.0f9e1b4dd36dfp-14, -0x1.a8670aa99a1d1p-13, 0x1.a3737e2a2f11bp-12,
     -0x1.24544f0321193p-11, 0x1.2e7e763d5498cp-11, -0x1.da496d77a3efbp-12, 0x1.176cf6252eec9p-12,
     -0x1.d2ae62ddb86d1p-14, 0x1.aaff743b35134p-16, 0x1.0bcd77ae8270dp-18, -0x1.ac94c7e2e598ep-18},
    {0x1.ffffc316d9ed0p-1, -0x1.8b32f44f46b3bp-55, 0x1.abe09e9144b62p-17, -0x1.690585ca9196cp-15, 0x1.84522fe880e61p-14,
     -0x1.298f8d4671b0bp-13, 0x1.57757788f5123p-13, -0x1.330aaacb26919p-13, 0x1.ac9996c152c76p-14,
     -0x1.cc170343ff1aep-15, 0x1.64c71ee8f6f43p-16, -0x1.31dbafd09c4b1p-18, -0x1.6c20335a75aa6p-21},
    {0x1.fffff618c3da6p-1, -0x1.19309ce23aa3ep-58, 0x1.296a70f414058p-19, -0x1.0d88765d32076p-17, 0x1.394b1fa670768p-16,
     -0x1.05760ad1e1a46p-15, 0x1.4c1fe48b2675cp-15, -0x1.4b98200036528p-15, 0x1.085c0ec0ba70ep-15,
     -0x1.510a767f67050p-16, 0x1.5166a5840bb0dp-17, -0x1.f2a606885729dp-19, 0x1.ac2d18f428841p-21},
    {0x1.fffffe92ced93p-1, -0x1.d2db2ecfe14aep-55, 0x1.6ce1aa3fd7bdep-22, -0x1.617a9cedda8a2p-20, 0x1.b95fa39b39d42p-19,
     -0x1.8e1fc4134bbf4p-18, 0x1.1371721817ea7p-17, -0x1.2eb2920ac9a31p-17, 0x1.0d8c35b59c314p-17,
     -0x1.8883df4da2727p-18, 0x1.d25c6ad1ff863p-19, -0x1.bd470225e0a98p-20, 0x1.3fe422f02f5dbp-21},
    {0x1.ffffffd169d0cp-1, 0x1.70a2bfb068e6fp-55, 0x1.8b0cfce0579b3p-25, -0x1.976564c7626bfp-23, 0x1.0fdac559b9a17p-21,
     -0x1.07600ca1d64dfp-20, 0x1.89ca77427fe20p-20, -0x1.d73aabf37679dp-20, 0x1.cd9e10c71d721p-20,
     -0x1.770cadabdc1f9p-20, 0x1.fc1741d16efb6p-21, -0x1.1fd7fb8a60749p-21, 0x1.0797f87395b9fp-22},
    {0x1.fffffffabd229p-1, -0x1.4dbe49bec3ef2p-57, 0x1.7974e743de974p-28, -0x1.9cd7dcf253a25p-26, 0x1.252af6f4980a5p-24,
     -0x1.2f7354d7a4472p-23, 0x1.e7102f797bf52p-23, -0x1.3ab0bb7cad647p-22, 0x1.4f610f7a2a397p-22,
     -0x1.2b5d198e417f8p-22, 0x1.c3b12ebfe885bp-23, -0x1.23d0060cc4816p-23, 0x1.3a2bbbfbf1e0ap-24},
    {0x1.ffffffff79626p-1, 0x1.5fbc52d650a89p-55, 0x1.3e44e45301979p-31, -0x1.6fffa8002e72fp-29, 0x1.1508f7690b5d2p-27,
     -0x1.30fd0c45e088ep-26, 0x1.0556326f88f63p-25, -0x1.6a3ab43789546p-25, 0x1.a06fdd34bf01dp-25,
     -0x1.93d551e57281bp-25, 0x1.4e18ca4d18dfcp-25, -0x1.e112418c12454p-26, 0x1.2518e227ffa50p-26},
    {0x1.fffffffff4188p-1, 0x1.7a2cb3d056eacp-55, 0x1.d9a880f306393p-35, -0x1.20a2ae94717bdp-32, 0x1.cb2a2e56bfc9ep-31,
     -0x1.0bc6ecbe91671p-29, 0x1.e7ba5716b7012p-29, -0x1.68936e7705e89p-28, 0x1.bc2ae9b21d839p-28,
     -0x1.cff9b3a837331p-28, 0x1.a04dd34f9b3c3p-28, -0x1.4904d6ba8b65bp-28, 0x1.bbd62397a047ep-29},
    {0x1.ffffffffff11ap-1, -0x1.3eafccbc6e8b7p-56, 0x1.370ab8327a294p-38, -0x1.8e85bc01a4a4fp-36, 0x1.4decacc04a07ap-34,
     -0x1.9b3c54e5b8f5dp-33, 0x1.8c78e3cc373b3p-32, -0x1.373d0cd845005p-31, 0x1.988aec77c59f8p-31,
     -0x1.c8a14ee972ff2p-31, 0x1.b8a646d739dd1p-31, -0x1.7a3e3a41f20c7p-31, 0x1.165a6a4696e21p-31},
    {0x1.ffffffffffef8p-1, 0x1.14be6226402c7p-56, 0x1.68823e529507cp-42, -0x1.e46f03c13060fp-40, 0x1.aa7612109eb2fp-38,
     -0x1.146fae0807de4p-36, 0x1.192d3a8a0088ap-35, -0x1.d2eb29d4d9306p-35, 0x1.450d94db7ef66p-34,
     -0x1.829fce2351cdap-34, 0x1.8ea2b745100d6p-34, -0x1.70ae23ff1b959p-34, 0x1.24f8b9ef27950p-34},
    {0x1.ffffffffffff0p-1, -0x1.20ef3618f2d54p-56, 0x1.70beaf9c7bd2fp-46, -0x1.0346137c283abp-43, 0x1.de74c0e03588dp-42,
     -0x1.459c80233663ep-40, 0x1.5c5ee2bf24f62p-39, -0x1.30e4526381a97p-38, 0x1.c0881395e3308p-38,
     -0x1.1a92d29804267p-37, 0x1.35a5001c32fb2p-37, -0x1.32a361b01b6f3p-37, 0x1.05112931f6c4fp-37},
    {0x1.fffffffffffffp-1, 0x1.0439397b5f70ap-56, 0x1.4cd9c04151998p-50, -0x1.e8dfd266d9776p-48, 0x1.d7c14a038c3e3p-46,
     -0x1.50429bce681a3p-44, 0x1.796a37d0abd70p-43, -0x1.5b2341604f679p-42, 0x1.0ce1d35e1adf1p-41,
     -0x1.6582cea24fedap-41, 0x1.9e853c05c3ef5p-41, -0x1.b5580d507da17p-41, 0x1.8c7e12e096a9ep-41},
};

/* erf x - x over x in z = x^2 for |x| < 1/2. */
static double near_zero(double z)
{
    static const double c[] = {0x1.06eba8214db68p-3,  -0x1.812746b0379b5p-2,  0x1.ce2f21a03d8aap-4,
                               -0x1.b82ce30f2fd39p-6, 0x1.565bcbfa0558fp-8,   -0x1.c02d4fbc6a2b5p-11,
                               0x1.f98dbed7f1649p-14, -0x1.f225c2def8d5cp-17, 0x1.8b5278bc3bd47p-20};
    double p = c[8];
    for (int i = 7; i >= 0; i--) {
        p = fma(z, p, c[i]);
    }
    return p;
}

double sea_erf(double x)
{
    double a = fabs(x);
    if (a < 0.5) {
        return fma(x, near_zero(x * x), x);
    }
    if (!(a < 6.0)) { /* 1 - erf 6 is below 2^-55 */
        return x != x ? x : copysign(1.0, x);
    }
    int cell = (int)(a * 4.0);
    const double *row = cells[cell - FIRST_CELL];
    double h = a - (0.25 * cell + 0.125);
    double p = row[1 + TERMS];
    for (int i = TERMS; i >= 2; i--) {
        p = fma(h, p, row[i]);
    }
    return copysign(row[0] + fma(h, p, row[1]), x);
}
